package io.reco.server.console.screen.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetQualityRequest;
import io.reco.api.v1.GetQualityResponse;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Visit;

/** Do pages help, and is what programs report good enough to learn from? */
public final class Quality implements Screen {

    private static final Table CHECKS = Table.of(
            "checks",
            "What programs report",
            "Nothing was counted.",
            "Check",
            "Is",
            "Should be",
            "Why it matters",
            "What to do");
    private static final Table SLOTS = Table.of(
            "slots",
            "What becomes of slots",
            "No page was made since the start.",
            "By way of",
            "Placement",
            "Served",
            "Seen",
            "Opened",
            "Opened of served",
            "Give or take");
    private static final Table EVENTS = Table.of(
            "eventCounts",
            "What becomes of events",
            "None was reported since the start.",
            "Type",
            "Accepted",
            "Duplicates",
            "Refused");

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return visit.call(AdminServiceGrpc.getGetQualityMethod(), GetQualityRequest.getDefaultInstance())
                .thenApply(outcome -> Page.of(
                                "Quality",
                                "quality.jte",
                                Map.of(
                                        "since",
                                        outcome.map(answer ->
                                                Moments.relative(Moments.of(answer.getStartTime()), visit.now()))))
                        .with(CHECKS.fill(outcome, Quality::checks))
                        .with(SLOTS.fill(outcome, Quality::slots))
                        .with(EVENTS.fill(outcome, Quality::events)));
    }

    private static List<List<Cell>> slots(GetQualityResponse answer) {
        List<List<Cell>> rows = new ArrayList<>();
        for (GetQualityResponse.SlotUse use : answer.getSlotsList()) {
            rows.add(List.of(
                    new Cell.Badge(Terms.of(use.getSource()), "plain"),
                    Cell.text(use.getPlacement()),
                    Cell.count(use.getServedCount()),
                    Cell.count(use.getExposedCount()),
                    Cell.count(use.getOpenedCount()),
                    Cell.text(Amounts.percent(use.getOpenedCount(), use.getServedCount())),
                    Cell.text(giveOrTake(use.getOpenedCount(), use.getServedCount()))));
        }
        return rows;
    }

    /** Half the 95 % interval of a rate, in points of percent: by the normal approximation, shrunk as Agresti and Coull do. */
    private static String giveOrTake(long opened, long served) {
        if (served == 0) {
            return "";
        }
        double trials = served + 4.0;
        double rate = (opened + 2) / trials;
        return String.format(Locale.ROOT, "± %.1f", 196 * Math.sqrt(rate * (1 - rate) / trials));
    }

    private static List<List<Cell>> events(GetQualityResponse answer) {
        List<List<Cell>> rows = new ArrayList<>();
        for (GetQualityResponse.EventUse use : answer.getEventsList()) {
            String type = use.getType() == EventType.EVENT_TYPE_UNSPECIFIED ? "unknown types" : Terms.of(use.getType());
            rows.add(List.of(
                    Cell.text(type),
                    Cell.count(use.getAcceptedCount()),
                    Cell.count(use.getDuplicateCount()),
                    Cell.count(use.getRefusedCount())));
        }
        return rows;
    }

    private static List<List<Cell>> checks(GetQualityResponse answer) {
        return QualityCheck.of(answer).stream()
                .map(check -> List.<Cell>of(
                        Cell.text(check.name()),
                        new Cell.Badge(check.value(), check.state()),
                        Cell.text(check.expected()),
                        Cell.text(check.why()),
                        Cell.text(check.remedy())))
                .toList();
    }
}
