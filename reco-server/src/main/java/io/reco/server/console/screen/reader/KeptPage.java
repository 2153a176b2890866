package io.reco.server.console.screen.reader;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.ExplainExposureResponse;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.server.console.screen.Titles;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** One page that a reader was served, and why it was so. */
final class KeptPage {

    private static final Table TABLE = Table.of(
            "kept", "Page", "It was empty.", "", "Article", "By way of", "What spoke for it", "Propensity", "Exposed");

    private final Outcome<ExplainExposureResponse> outcome;
    private final Instant time;

    private KeptPage(Outcome<ExplainExposureResponse> outcome, Instant time) {
        this.outcome = outcome;
        this.time = time;
    }

    /** The page that the address names; empty where it names none. */
    static CompletableFuture<Optional<KeptPage>> of(Visit visit, String readerId) {
        Instant time;
        try {
            time = Instant.parse(visit.query().text("page"));
        } catch (DateTimeException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ExplainExposureRequest request = ExplainExposureRequest.newBuilder()
                .setReaderId(readerId)
                .setPlacement(visit.query().text("placement"))
                .setPageTime(Moments.timestamp(time))
                .build();
        return visit.call(RecommendServiceGrpc.getExplainExposureMethod(), request)
                .thenApply(outcome -> Optional.of(new KeptPage(outcome, time)));
    }

    List<String> articleIds() {
        return outcome.answer().stream()
                .flatMap(answer -> answer.getExposure().getSlotsList().stream())
                .map(Exposure.Slot::getArticleId)
                .toList();
    }

    Table table(Titles titles) {
        return TABLE.called("Page of " + Moments.exact(time)).fill(outcome, answer -> rows(answer, titles));
    }

    private static List<List<Cell>> rows(ExplainExposureResponse answer, Titles titles) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Exposure.Slot slot : answer.getExposure().getSlotsList()) {
            Optional<ExplainExposureResponse.SlotExplanation> why =
                    rows.size() < answer.getSlotsCount() ? Optional.of(answer.getSlots(rows.size())) : Optional.empty();
            rows.add(List.of(
                    Cell.count(rows.size() + 1),
                    titles.link(slot.getArticleId()),
                    Cell.group(
                            new Cell.Badge(Terms.of(slot.getSource()), "plain"), Cell.text(Terms.of(slot.getRung()))),
                    why.map(known -> Terms.shares(known.getSharesList())).orElseGet(Cell::none),
                    Cell.text(
                            slot.getPropensity() == 1 ? "1" : String.format(Locale.ROOT, "%.3f", slot.getPropensity())),
                    why.filter(ExplainExposureResponse.SlotExplanation::getExposed)
                            .<Cell>map(seen -> new Cell.Badge("seen", "good"))
                            .orElseGet(Cell::none)));
        }
        return rows;
    }
}
