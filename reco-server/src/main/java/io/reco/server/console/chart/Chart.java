package io.reco.server.console.chart;

import java.util.List;
import java.util.Locale;

import io.reco.server.console.table.Table;

/**
 * Amounts over time, beside a table of the same.
 *
 * @param table what is shown, for who does not see it
 * @param most what the upper edge stands for; the lower one is 0
 * @param begin what the left edge stands for; the right one is now
 * @param lines one of each series; empty when there is nothing to be shown
 */
public record Chart(Table table, String most, String begin, List<Line> lines) {

    public static final int WIDTH = 960;
    public static final int HEIGHT = 120;

    public Chart {
        lines = List.copyOf(lines);
    }

    /**
     * A series as it is drawn.
     *
     * @param newest its last amount; empty when that is not known
     * @param path the line
     * @param band where the amounts may lie; empty where they are exact
     */
    public record Line(String name, int kind, String newest, String path, String band) {}

    /**
     * Draws series of equal lengths.
     *
     * @param unit what stands behind amounts, such as {@code " %"}
     * @param begin when the oldest of their intervals began
     */
    public static Chart of(Table table, List<Series> series, String unit, String begin) {
        double most = series.stream().mapToDouble(Series::most).max().orElse(0);
        if (most == 0) {
            return new Chart(table, "", begin, List.of());
        }
        List<Line> lines = series.stream()
                .map(one -> new Line(one.name(), one.kind(), newest(one, unit), one.line(most), one.band(most)))
                .toList();
        return new Chart(table, said(most) + unit, begin, lines);
    }

    private static String newest(Series series, String unit) {
        Series.Point last = series.points().get(series.points().size() - 1);
        return last.isKnown() ? said(last.value()) + unit : "";
    }

    /** With as many places as say something. */
    public static String said(double amount) {
        return String.format(Locale.ROOT, amount < 10 ? "%.1f" : "%,.0f", amount);
    }
}
