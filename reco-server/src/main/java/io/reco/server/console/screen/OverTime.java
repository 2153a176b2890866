package io.reco.server.console.screen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.reco.api.v1.GetQualityResponse.SlotUse;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.Rung;
import io.reco.api.v1.Source;
import io.reco.api.v1.UseInterval;
import io.reco.server.console.chart.Chart;
import io.reco.server.console.chart.Series;
import io.reco.server.console.chart.Series.Point;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;

/** What was counted of pages in the last day, hour by hour. */
final class OverTime {

    private static final int SOURCES_MAX = 4;
    private static final String NO_PAGE = "No page was made since the start.";

    private final Outcome<GetStatusResponse> status;
    private final List<UseInterval> intervals;
    private final Instant now;

    OverTime(Outcome<GetStatusResponse> status, Instant now) {
        this.status = status;
        this.intervals =
                status.answer().map(GetStatusResponse::getIntervalsList).orElse(List.of());
        this.now = now;
    }

    /** Pages a minute, by the lowest rung that they needed. */
    Chart rungs() {
        List<Series> series = Stream.of(Rung.values())
                .filter(rung -> rung != Rung.RUNG_UNSPECIFIED && rung != Rung.UNRECOGNIZED)
                .filter(rung -> intervals.stream().anyMatch(interval -> pages(interval, rung) > 0))
                .map(rung -> series(
                        Terms.of(rung),
                        rung.getNumber(),
                        interval -> Point.exact(pages(interval, rung) / minutes(interval))))
                .toList();
        return chart("rungs", "Pages a minute, by the rung they needed", NO_PAGE, series, "");
    }

    private static long pages(UseInterval interval, Rung rung) {
        return interval.getPagesList().stream()
                .filter(use -> use.getRung() == rung)
                .mapToLong(UseInterval.RungUse::getPageCount)
                .sum();
    }

    private static double minutes(UseInterval interval) {
        return Math.max(1, interval.getDuration().getSeconds()) / 60.0;
    }

    /** Slots opened of those served, of the sources with most of these. */
    Chart openRates() {
        Map<Source, Long> served = new EnumMap<>(Source.class);
        intervals.forEach(interval ->
                interval.getSlotsList().forEach(use -> served.merge(use.getSource(), use.getServedCount(), Long::sum)));
        List<Series> series = served.entrySet().stream()
                .sorted(Map.Entry.<Source, Long>comparingByValue().reversed())
                .limit(SOURCES_MAX)
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .map(source -> series(Terms.of(source), source.getNumber(), interval -> openRate(interval, source)))
                .toList();
        return chart("rates", "Opened of 100 slots served, by source", NO_PAGE, series, " %");
    }

    private static Point openRate(UseInterval interval, Source source) {
        return interval.getSlotsList().stream()
                .filter(use -> use.getSource() == source && use.getServedCount() > 0)
                .findFirst()
                .map(OverTime::openRate)
                .orElse(Point.NONE);
    }

    /** With its 95 % interval, in percent, as Agresti and Coull have it. Opened slots may have been served an hour before. */
    private static Point openRate(SlotUse use) {
        double trials = use.getServedCount() + 4.0;
        double middle = Math.min(1, (use.getOpenedCount() + 2) / trials);
        double margin = 1.96 * Math.sqrt(middle * (1 - middle) / trials);
        double rate = Math.min(1, (double) use.getOpenedCount() / use.getServedCount());
        return new Point(100 * rate, 100 * Math.max(0, middle - margin), 100 * Math.min(1, middle + margin));
    }

    /** From an article's publication to its first slot. */
    Chart firstSlots() {
        Series series = series(
                "mean",
                1,
                interval -> interval.getFirstSlotCount() == 0
                        ? Point.NONE
                        : Point.exact(interval.getFirstSlotDelay().getSeconds()
                                + interval.getFirstSlotDelay().getNanos() / 1e9));
        return chart(
                "firsts",
                "Seconds from publication to the first page",
                "Nothing was published and shown since the start.",
                List.of(series),
                " s");
    }

    private Series series(String name, int kind, Function<UseInterval, Point> point) {
        return new Series(name, kind, intervals.stream().map(point).toList());
    }

    private Chart chart(String name, String caption, String empty, List<Series> series, String unit) {
        List<String> columns = new ArrayList<>(List.of("Since"));
        series.forEach(one -> columns.add(one.name()));
        Table table =
                Table.of(name, caption, empty, columns.toArray(String[]::new)).fill(status, answer -> rows(series));
        String begin = intervals.isEmpty() ? "" : Moments.relative(begin(0), now);
        return Chart.of(table, series, unit, begin);
    }

    private Instant begin(int at) {
        return Moments.of(intervals.get(at).getStartTime());
    }

    /** The newest first. */
    private List<List<Cell>> rows(List<Series> series) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int at = intervals.size() - 1; at >= 0; at--) {
            List<Cell> row = new ArrayList<>(List.of(Cell.time(begin(at), now)));
            for (Series one : series) {
                row.add(amount(one.points().get(at).value()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Cell amount(double value) {
        return Double.isNaN(value)
                ? new Cell.Amount("", "")
                : new Cell.Amount(Chart.said(value), Double.toString(value));
    }
}
