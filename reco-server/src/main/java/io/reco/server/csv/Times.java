package io.reco.server.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;

import io.reco.server.domain.Limits;

/** Moments as files and operators write them, from 1990 to the year 9999. */
public final class Times {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{9,11}\\.\\d+");
    private static final String EXPECTED =
            "ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC, from 1990 on";
    private static final long SECONDS_FROM = 100_000_000L;

    /** A date alone is its midnight; what names no offset is UTC. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[' ']['UTC']")
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT) // otherwise a 30th of February is taken for the 28th
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** Milliseconds since 1970 UTC. */
    public static long millis(String column, String text) throws BadRow {
        if (NUMBER.matcher(text).matches()) {
            return checked(column, text, Long.parseLong(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            throw new BadRow(column, text, EXPECTED + "; seconds?");
        }
        try {
            long ms = Instant.from(ISO.parse(text)).toEpochMilli();
            if (ms >= Limits.TIME_MIN_MS && ms <= Limits.TIME_MAX_MS) {
                return ms;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through to the refusal, which says what is expected.
        }
        throw new BadRow(column, text.isEmpty() ? "empty" : text, EXPECTED);
    }

    private static long checked(String column, String text, long ms) throws BadRow {
        if (ms >= SECONDS_FROM && ms <= Limits.SECONDS_MAX) {
            throw new BadRow(column, text, EXPECTED + "; seconds?");
        }
        if (ms > Limits.TIME_MAX_MS) {
            throw new BadRow(column, text, EXPECTED + "; microseconds?");
        }
        if (ms < Limits.TIME_MIN_MS) {
            throw new BadRow(column, text, EXPECTED);
        }
        return ms;
    }
}
