package io.reco.server.model.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** One number that the engine can be tuned by, as an operator names it: {@code neighbours-to-damping=0.4}. */
public enum Parameter {
    WEIGHT_VIEW(1, 0, 100, "how much a view says about what its reader likes"),
    WEIGHT_READ(1.5, 0, 100, "the same of reading to the end"),
    WEIGHT_LIKE(2, 0, 100, "the same of a like"),
    WEIGHT_BOOKMARK(2.5, 0, 100, "the same of a bookmark"),
    WEIGHT_COMMENT(3, 0, 100, "the same of a comment"),
    WEIGHT_SHARE(3, 0, 100, "the same of a share"),
    WEIGHT_DISLIKE(-2, -100, 0, "the same of a dislike or of hiding the article"),
    WEIGHT_GRADING(0.3, 0, 1, "how much the sum of weights counts: 0 for all alike, 1 for its logarithm"),
    NEIGHBOURS_READER_DAMPING(0.8, 0, 2, "how much less a reader of many articles says about any two of them"),
    NEIGHBOURS_FROM_DAMPING(0.5, 0, 2, "how much less a popular article in the past of a reader counts"),
    NEIGHBOURS_TO_DAMPING(0.5, 0, 2, "how much a popular article is held back as a proposal"),
    NEIGHBOURS_ROW_MAX(500, 10, 2_000, "weights kept of an article, the strongest"),
    NEIGHBOURS_HISTORY_MAX(200, 1, 1_000, "latest articles of a reader that propose others"),
    NEIGHBOURS_HALF_LIFE_DAYS(30, 0.01, 100_000, "after how long an article in the past of a reader counts half"),
    EASE_ARTICLES_MAX(
            10_000, 0, 10_000, "with more active articles EASE is tried for the most popular alone; 0 for never"),
    EASE_SHARE(-1, -1, 1, "share of EASE beside the filter; below 0 for what a hold-out of the log prefers"),
    SESSION_GAP_MINUTES(30, 1, 1_440, "a pause this long ends a session"),
    RULES_HALF_LIFE_MINUTES(15, 1, 100_000, "half-life of a rule from an article of a session to a later one"),
    RULES_SLOW_HALF_LIFE_DAYS(60, 0.01, 100_000, "the same in the slow list, which carries on where little happens"),
    NEXT_HALF_LIFE_MINUTES(60, 1, 100_000, "half-life of a rule from an article to the very next"),
    NEXT_SLOW_HALF_LIFE_DAYS(10, 0.01, 100_000, "the same in the slow list, which carries on where readers are few"),
    BURST_HALF_LIFE_MINUTES(15, 1, 100_000, "half-life of a view in the quick list of what is read now"),
    TREND_HALF_LIFE_HOURS(36, 0.1, 100_000, "the same in the slow list, which carries on where readers are few"),
    BLEND_NEIGHBOURS(0.3, 0, 100, "weight of neighbours before the blend has learned any"),
    BLEND_RULES(0.2, 0, 100, "the same of rules"),
    BLEND_NEXT(0.25, 0, 100, "the same of rules to the very next"),
    BLEND_NEXT_SLOW(0.1, 0, 100, "the same of slow rules to the very next"),
    BLEND_SESSIONS(0.15, 0, 100, "the same of like sessions"),
    BLEND_RULES_SLOW(0.15, 0, 100, "the same of slow rules"),
    BLEND_SESSIONS_SLOW(0.1, 0, 100, "the same of like sessions of weeks"),
    BLEND_CONTENT(0.15, 0, 100, "the same of content"),
    BLEND_BURST(0.25, 0, 100, "the same of the quick list of what is read now"),
    BLEND_TREND(0.05, 0, 100, "the same of the slow one"),
    TOPIC_MAX(0.7, 0.01, 1, "what one topic may take of a page"),
    AUTHOR_MAX(0.7, 0.01, 1, "what one author may take of a page"),
    REPEAT_AFTER_PAGES(10, 0, 50, "what is on so many of the newest pages of its reader is not repeated"),
    REPEAT_AFTER_HOURS(24, 0, 2_160, "what is on a page younger than this is not repeated"),
    EXPLORING_PLACES(1, 0, 10, "places of a page that new articles are drawn for; twice as many for a stranger"),
    EXPLORING_FLOOR(100, 0, 1_000_000, "how often each new article is shown, before its open rate counts");

    private final double fallback;
    private final double least;
    private final double most;
    private final String help;

    Parameter(double fallback, double least, double most, String help) {
        this.fallback = fallback;
        this.least = least;
        this.most = most;
        this.help = help;
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

    /** What it is, in a phrase. */
    public String help() {
        return help;
    }

    /** {@link #fallback} as it would be written. */
    public String fallbackText() {
        return text(fallback);
    }

    /** Such as {@code 0.01..1}. */
    public String range() {
        return text(least) + ".." + text(most);
    }

    /**
     * Reads {@code name=value,name=value}; blank text gives an empty map.
     *
     * @throws IllegalArgumentException naming everything that is unknown or out of range
     */
    public static Map<Parameter, Double> parse(String text) {
        List<String> faults = new ArrayList<>();
        Map<Parameter, Double> values =
                parse(text, (part, expected) -> faults.add("engine: " + part + " (expected: " + expected + ")"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return values;
    }

    /** The same, for what is right of it; {@code faults} gets each wrong part, and what would be right. */
    public static Map<Parameter, Double> parse(String list, BiConsumer<String, String> faults) {
        Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
        for (String part : list.strip().split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            String[] labelAndText = part.split("=", 2);
            String text = labelAndText.length < 2 ? "" : labelAndText[1];
            Optional<Parameter> parameter = byLabel(labelAndText[0]);
            if (parameter.isEmpty()) {
                faults.accept(part, "NAME=VALUE of " + labels());
            } else {
                parameter
                        .get()
                        .value(text)
                        .ifPresentOrElse(
                                value -> values.put(parameter.get(), value),
                                () -> faults.accept(
                                        labelAndText[0] + "=" + text,
                                        parameter.get().range()));
            }
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

    private static String labels() {
        return Arrays.stream(values()).map(Parameter::label).collect(Collectors.joining(", "));
    }

    private static Optional<Parameter> byLabel(String label) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.label().equals(label))
                .findFirst();
    }

    /** Empty when it is no number, or out of range. */
    private OptionalDouble value(String text) {
        try {
            double value = Double.parseDouble(text);
            return value >= least && value <= most ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
