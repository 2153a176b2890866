package io.reco.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spans of time as operators write them: a whole number and a unit, such as {@code 500ms}, {@code 90s}, {@code 30m}, {@code
 * 2h}, {@code 1d}.
 */
public final class TimeSpans {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private TimeSpans() {}

    /** The span that a text says; empty when it is not in this form. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** The shortest text for a span of whole milliseconds. */
    public static String text(Duration span) {
        long ms = span.toMillis();
        if (ms == 0 || ms % 1000 != 0) {
            return ms == 0 ? "0s" : ms + "ms";
        }
        if (span.toSeconds() % 60 != 0) {
            return span.toSeconds() + "s";
        }
        if (span.toMinutes() % 60 != 0) {
            return span.toMinutes() + "m";
        }
        return span.toHours() % 24 == 0 ? span.toDays() + "d" : span.toHours() + "h";
    }
}
