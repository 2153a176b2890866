package io.reco.server.console.screen.article;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetArticleFunnelResponse.HourUse;
import io.reco.api.v1.Source;
import io.reco.server.console.answer.Page;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Bars;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** What became of an article in the last two days: by where it was shown, and by hour. */
record Funnel(Outcome<GetArticleFunnelResponse> outcome, Instant now) {

    private static final int HOURS = 48;
    private static final Table PLACES = Table.of(
            "funnel",
            "Seen, opened, shared, these two days",
            "Nothing was reported of it.",
            "By way of",
            "Placement",
            "Seen",
            "Opened",
            "Opened of seen",
            "Read",
            "Shared");
    private static final Table BY_HOUR = Table.of(
            "hours",
            "Hour by hour",
            "Nothing was reported of it.",
            "Hour",
            "Seen",
            "Opened",
            "Opened of seen",
            "Read",
            "Shared");

    /** Sums of some of it. */
    private record Sums(long seen, long opened, long read, long shared) {

        private static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(HourUse use) {
            return new Sums(
                    seen + use.getExposedCount(),
                    opened + use.getOpenedCount(),
                    read + use.getReadCount(),
                    shared + use.getSharedCount());
        }

        List<Cell> cells() {
            return List.of(
                    Cell.count(seen),
                    Cell.count(opened),
                    Cell.text(Amounts.percent(opened, seen)),
                    Cell.count(read),
                    Cell.count(shared));
        }
    }

    private record Where(Source source, String placement) {

        List<Cell> cells() {
            return source == Source.SOURCE_UNSPECIFIED
                    ? List.of(Cell.text("from no page of ours"), Cell.none())
                    : List.of(new Cell.Badge(Terms.of(source), "plain"), Cell.text(placement));
        }
    }

    static CompletableFuture<Funnel> of(Visit visit, String article) {
        GetArticleFunnelRequest asked = GetArticleFunnelRequest.newBuilder()
                .setArticleId(article)
                .setHourCount(HOURS)
                .build();
        return visit.call(AdminServiceGrpc.getGetArticleFunnelMethod(), asked)
                .thenApply(outcome -> new Funnel(outcome, visit.now()));
    }

    /** The page with it. */
    Page on(Page page) {
        return page.with("course", outcome.map(this::bars))
                .with(PLACES.fill(outcome, Funnel::places))
                .with(BY_HOUR.fill(outcome, this::hours));
    }

    private static List<List<Cell>> places(GetArticleFunnelResponse answer) {
        Map<Where, Sums> sums = new LinkedHashMap<>();
        answer.getHoursList()
                .forEach(use -> sums.put(
                        where(use), sums.getOrDefault(where(use), Sums.NONE).plus(use)));
        return sums.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().seen - entry.getValue().opened))
                .map(entry -> row(entry.getKey().cells(), entry.getValue()))
                .toList();
    }

    private static Where where(HourUse use) {
        return new Where(use.getSource(), use.getPlacement());
    }

    private static List<Cell> row(List<Cell> head, Sums sums) {
        List<Cell> row = new ArrayList<>(head);
        row.addAll(sums.cells());
        return row;
    }

    private List<List<Cell>> hours(GetArticleFunnelResponse answer) {
        Map<Instant, Sums> sums = byHour(answer);
        List<List<Cell>> rows = new ArrayList<>();
        sums.forEach((hour, sum) -> {
            if (!sum.equals(Sums.NONE)) {
                rows.add(0, row(List.of(Cell.text(said(hour))), sum));
            }
        });
        return rows;
    }

    /** The oldest first, each there. */
    private Map<Instant, Sums> byHour(GetArticleFunnelResponse answer) {
        Map<Instant, Sums> sums = new LinkedHashMap<>();
        Instant newest = now.truncatedTo(ChronoUnit.HOURS);
        for (int back = HOURS - 1; back >= 0; back--) {
            sums.put(newest.minus(back, ChronoUnit.HOURS), Sums.NONE);
        }
        answer.getHoursList()
                .forEach(use -> sums.computeIfPresent(Moments.of(use.getStartTime()), (hour, sum) -> sum.plus(use)));
        return sums;
    }

    /** Such as {@code 2026-11-28 09:00}. */
    private static String said(Instant hour) {
        return Moments.field(hour).substring(0, "2026-11-28T09:00".length()).replace('T', ' ');
    }

    private Bars bars(GetArticleFunnelResponse answer) {
        Map<Instant, Sums> sums = byHour(answer);
        List<String> labels = new ArrayList<>();
        sums.forEach((hour, sum) -> labels.add(said(hour) + ": seen " + sum.seen + ", opened " + sum.opened));
        return Bars.of(
                "How often it was seen and opened in each of the last " + HOURS
                        + " hours; the table below has the numbers.",
                labels,
                sums.values().stream().mapToLong(Sums::seen).toArray(),
                sums.values().stream().mapToLong(Sums::opened).toArray());
    }
}
