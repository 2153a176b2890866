package io.reco.server.evaluate.measure;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.HdrHistogram.Histogram;

import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;

/** What an evaluation found: a table for people, JSON for machines. */
public final class Report {

    public static final String ENGINE = "engine";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
    private static final String LIVE = "live";
    private static final String SPLIT = "split";
    private static final String DIFFERENCE = "difference ";

    private final Map<String, Map<String, Tally.Mean>> means = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    public void means(String ranker, Map<String, Tally.Mean> values) {
        means.put(ranker, values);
    }

    public void count(String name, long value) {
        numbers.put(name, (double) value);
    }

    public void number(String name, double value) {
        numbers.put(name, value);
    }

    /** Percentiles in microseconds. */
    void percentiles(String name, Histogram nanos) {
        for (double percentile : new double[] {50, 90, 99}) {
            number(
                    String.format(Locale.ROOT, "%s p%.0f us", name, percentile),
                    nanos.getValueAtPercentile(percentile) / 1e3);
        }
    }

    public void blend(Blend blend) {
        for (int stage = 0; stage < Blend.STAGES; stage++) {
            byFeature("blend " + stage + " ", blend.weights(stage));
            byFeature("exponent " + stage + " ", blend.exponents(stage));
        }
    }

    private void byFeature(String prefix, Map<Feature, Float> values) {
        values.forEach((feature, value) ->
                number(prefix + feature.name().toLowerCase(Locale.ROOT), Math.round(value * 1e3) / 1e3));
    }

    /** What was measured twice: of a server, and of the same files offline. */
    public static Report beside(Report live, Report split) {
        Report report = new Report();
        live.means.forEach((ranker, values) -> {
            if (ranker.startsWith(ENGINE)) {
                report.means(ranker.replace(ENGINE, LIVE), values);
                report.means(ranker.replace(ENGINE, SPLIT), split.means.getOrDefault(ranker, Map.of()));
            } else {
                report.means(ranker, values);
            }
        });
        live.numbers.forEach((name, value) -> report.number(LIVE + " " + name, value));
        split.numbers.forEach((name, value) -> report.number(SPLIT + " " + name, value));
        for (String measure : live.means.getOrDefault(ENGINE, Map.of()).keySet()) {
            if (!measure.startsWith("HR")) {
                report.number(
                        DIFFERENCE + measure, difference(live.mean(ENGINE, measure), split.mean(ENGINE, measure)));
            }
        }
        return report;
    }

    private static double difference(double live, double split) {
        return live == split ? 0 : split == 0 ? 1 : live / split - 1;
    }

    /** By how much a server is at most away from the same files offline, as a part of what they give, in any measure. */
    public double farthest() {
        return numbers.entrySet().stream()
                .filter(number -> number.getKey().startsWith(DIFFERENCE))
                .mapToDouble(number -> Math.abs(number.getValue()))
                .max()
                .orElse(0);
    }

    /** The mean of a measure. */
    public double mean(String ranker, String measure) {
        return means.getOrDefault(ranker, Map.of())
                .getOrDefault(measure, new Tally.Mean(0, 0, 0))
                .value();
    }

    /** A number by its name. */
    public double number(String name) {
        return numbers.getOrDefault(name, 0.0);
    }

    /** Writes it for people. */
    public void print(PrintWriter out) {
        means.forEach((ranker, values) -> {
            out.println(ranker);
            values.forEach((measure, mean) -> out.println(String.format(
                    Locale.ROOT, "  %-12s %.4f  [%.4f, %.4f]", measure, mean.value(), mean.low(), mean.high())));
        });
        numbers.forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-32s %s", name, text(value))));
        out.flush();
    }

    private static String text(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%d", (long) value)
                : String.format(Locale.ROOT, "%.4f", value);
    }

    /** This as a JSON object: each ranker's measures with mean and interval, then each number by its name. */
    public String json() {
        JsonObject json = new JsonObject();
        means.forEach((ranker, values) -> {
            JsonObject measures = new JsonObject();
            values.forEach((measure, mean) -> measures.add(measure, json(mean)));
            json.add(ranker, measures);
        });
        numbers.forEach((name, value) -> json.add(name, json(value, 4)));
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject json(Tally.Mean mean) {
        JsonObject json = new JsonObject();
        json.add("mean", json(mean.value(), 6));
        json.add("low", json(mean.low(), 6));
        json.add("high", json(mean.high(), 6));
        return json;
    }

    private static JsonPrimitive json(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
        return new JsonPrimitive(value == Math.rint(value) ? rounded.setScale(0) : rounded);
    }
}
