package io.reco.server.model.settings;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One number that the engine can be tuned by, as an operator names it: {@code neighbours-to-damping=0.4}. */
public enum Parameter {
    WEIGHT_VIEW(1, 0, 100),
    WEIGHT_READ(1.5, 0, 100),
    WEIGHT_LIKE(2, 0, 100),
    WEIGHT_BOOKMARK(2.5, 0, 100),
    WEIGHT_COMMENT(3, 0, 100),
    WEIGHT_SHARE(3, 0, 100),
    WEIGHT_DISLIKE(-2, -100, 0),
    WEIGHT_GRADING(0.3, 0, 1),
    NEIGHBOURS_READER_DAMPING(0.8, 0, 2),
    NEIGHBOURS_FROM_DAMPING(0.5, 0, 2),
    NEIGHBOURS_TO_DAMPING(0.4, 0, 2),
    NEIGHBOURS_ROW_MAX(500, 10, 2_000),
    NEIGHBOURS_HISTORY_MAX(200, 1, 1_000),
    NEIGHBOURS_HALF_LIFE_DAYS(30, 0.01, 100_000),
    EASE_ARTICLES_MAX(10_000, 0, 10_000),
    SESSION_GAP_MINUTES(30, 1, 1_440),
    RULES_HALF_LIFE_MINUTES(15, 1, 100_000),
    NEXT_HALF_LIFE_MINUTES(60, 1, 100_000),
    NEXT_SLOW_HALF_LIFE_DAYS(10, 0.01, 100_000),
    BURST_HALF_LIFE_MINUTES(15, 1, 100_000),
    TREND_HALF_LIFE_HOURS(36, 0.1, 100_000),
    BLEND_NEIGHBOURS(0.3, 0, 100),
    BLEND_RULES(0.2, 0, 100),
    BLEND_NEXT(0.25, 0, 100),
    BLEND_NEXT_SLOW(0.1, 0, 100),
    BLEND_SESSIONS(0.15, 0, 100),
    BLEND_CONTENT(0.15, 0, 100),
    BLEND_BURST(0.25, 0, 100),
    BLEND_TREND(0.05, 0, 100),
    TOPIC_MAX(0.7, 0.01, 1),
    AUTHOR_MAX(0.7, 0.01, 1);

    private final double fallback;
    private final double least;
    private final double most;

    Parameter(double fallback, double least, double most) {
        this.fallback = fallback;
        this.least = least;
        this.most = most;
    }

    /** Such as {@code topic-max}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What holds when nothing is set. */
    public double fallback() {
        return fallback;
    }

    /** The value among these; {@link #fallback} where it is not set. */
    public double in(Map<Parameter, Double> values) {
        return values.getOrDefault(this, fallback);
    }

    public double least() {
        return least;
    }

    public double most() {
        return most;
    }

    /**
     * Reads {@code name=value,name=value}; blank text gives an empty map.
     *
     * @throws IllegalArgumentException naming what is unknown or out of range
     */
    public static Map<Parameter, Double> parse(String text) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        for (String part : text.strip().split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            Parameter parameter = byLabel(equals < 0 ? part : part.substring(0, equals));
            values.put(parameter, parameter.value(equals < 0 ? "" : part.substring(equals + 1)));
        }
        return values;
    }

    /** What {@link #parse} reads, of the values that differ from what holds without. */
    public static String format(Map<Parameter, Double> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue() != entry.getKey().fallback)
                .map(entry -> entry.getKey().label() + "=" + text(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static Parameter byLabel(String label) {
        for (Parameter parameter : values()) {
            if (parameter.label().equals(label)) {
                return parameter;
            }
        }
        String known = Arrays.stream(values()).map(Parameter::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("engine: " + label + " (expected: NAME=VALUE of " + known + ")");
    }

    private double value(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw new IllegalArgumentException(
                "engine: " + label() + "=" + text + " (expected: " + text(least) + ".." + text(most) + ")");
    }
}
