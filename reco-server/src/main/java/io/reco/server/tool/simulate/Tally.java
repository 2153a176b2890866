package io.reco.server.tool.simulate;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.HdrHistogram.Histogram;

import io.reco.server.tool.call.Output;
import io.reco.server.tool.call.Table;
import io.reco.server.tool.json.Json;

/** What came of a simulation. Safe for use by many threads. */
final class Tally {

    private static final int DIGITS = 3;
    private static final double MICROS_IN_MS = 1e3;

    private final Histogram latencyMicros = new Histogram(DIGITS);
    private final Rate personal = new Rate();
    private final Rate trending = new Rate();
    private final Set<String> served = new HashSet<>();
    private Set<String> lastPage = Set.of();
    private String lastReader = "";
    private double overlaps;
    private long pairs;
    private long repeated;
    private long empty;
    private long failed;
    private long skipped;
    private String lastFailure = "";

    private static final class Rate {
        private long lists;
        private long seen;
        private long opened;

        private void add(SimulatedReader.Look look) {
            lists++;
            seen += look.seen().size();
            opened += look.opened().size();
        }

        private double rate() {
            return seen == 0 ? 0 : (double) opened / seen;
        }
    }

    /** Takes in a page, and how long it took from when it was due. */
    synchronized void personal(
            String reader, List<SimulatedReader.Item> page, SimulatedReader.Look look, Duration latency) {
        latencyMicros.recordValue(latency.toNanos() / 1_000);
        personal.add(look);
        repeated += look.repeated();
        empty += page.isEmpty() ? 1 : 0;
        Set<String> articles = new HashSet<>();
        page.forEach(item -> articles.add(item.id()));
        served.addAll(articles);
        if (!lastReader.isEmpty() && !lastReader.equals(reader)) {
            pairs++;
            overlaps += overlap(lastPage, articles);
        }
        lastPage = articles;
        lastReader = reader;
    }

    /** The Jaccard index: what is on both, of what is on either. */
    private static double overlap(Set<String> one, Set<String> other) {
        long both = one.stream().filter(other::contains).count();
        long either = one.size() + other.size() - both;
        return either == 0 ? 0 : (double) both / either;
    }

    /** Takes in a list that everybody gets. */
    synchronized void trending(SimulatedReader.Look look) {
        trending.add(look);
    }

    /** Takes in a call that failed. */
    synchronized void failed(Throwable failure) {
        failed++;
        lastFailure = String.valueOf(failure.getMessage());
    }

    /** Takes in a moment at which all readers had a call under way. */
    synchronized void skipped() {
        skipped++;
    }

    synchronized long failures() {
        return failed;
    }

    /** Prints all of it. */
    synchronized void print(Output output, int catalogue, Duration took) {
        if (output.json()) {
            output.print(json(catalogue, took));
            return;
        }
        output.print(table(catalogue, took), "results");
    }

    private Table table(int catalogue, Duration took) {
        return Table.of("what", ">value", "of")
                .row(
                        "pages",
                        personal.lists,
                        text("%.1f/s; moments when all readers waited: %d", perSecond(took), skipped))
                .row(
                        "open rate, personal pages",
                        percent(personal.rate()),
                        personal.seen + " slots that were looked at")
                .row("open rate, what trends", percent(trending.rate()), trending.seen + " slots of the same readers")
                .row("personal / trending", trending.rate() == 0 ? "-" : text("%.2f", lift()), "above 1: it helps")
                .row("overlap", percent(overlap()), "of two readers' pages, one after the other")
                .row("coverage", percent(coverage(catalogue)), served.size() + " of " + catalogue + " live articles")
                .row("repeats", repeated, "articles that a reader had looked at before")
                .row("empty pages", empty, "")
                .row("latency p50", text("%.1f ms", millis(50)), "from when the page was due")
                .row("latency p99", text("%.1f ms", millis(99)), text("longest %.1f ms", millis(100)))
                .row("failed calls", failed, lastFailure);
    }

    private Json json(int catalogue, Duration took) {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("pages", personal.lists);
        figures.put("pages_per_second", perSecond(took));
        figures.put("skipped", skipped);
        figures.put("open_rate", personal.rate());
        figures.put("open_rate_trending", trending.rate());
        figures.put("overlap", overlap());
        figures.put("coverage", coverage(catalogue));
        figures.put("repeats", repeated);
        figures.put("empty_pages", empty);
        figures.put("latency_p50_ms", millis(50));
        figures.put("latency_p99_ms", millis(99));
        figures.put("failed_calls", failed);
        return Json.of(figures);
    }

    private double overlap() {
        return pairs == 0 ? 0 : overlaps / pairs;
    }

    private double lift() {
        return personal.rate() / trending.rate();
    }

    private double coverage(int catalogue) {
        return catalogue == 0 ? 0 : (double) served.size() / catalogue;
    }

    private double perSecond(Duration took) {
        return personal.lists * 1e9 / Math.max(1, took.toNanos());
    }

    private double millis(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / MICROS_IN_MS;
    }

    private static String percent(double part) {
        return text("%.1f %%", part * 100);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
