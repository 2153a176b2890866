package io.reco.server.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import org.apache.commons.csv.CSVRecord;

/** One row, by the names of its columns. A column that the file does not have reads as empty. */
public final class CsvRow {

    private static final Pattern EPOCH = Pattern.compile("-?\\d{1,18}");
    private static final String TIME_EXPECTED = "ISO-8601 such as 2026-11-23T08:00:00Z, or milliseconds since 1970 UTC";

    /** A date alone is its midnight; what names no offset is UTC. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private final long line;
    private final Map<String, Integer> columns;
    private final CSVRecord record;

    CsvRow(long line, Map<String, Integer> columns, CSVRecord record) {
        this.line = line;
        this.columns = columns;
        this.record = record;
    }

    /** The line that the row begins on, from 1. */
    public long line() {
        return line;
    }

    /** Whether the file has this column. */
    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** Without white space around it; empty when there is none. */
    String text(String column) {
        Integer index = columns.get(column);
        return index == null ? "" : record.get(index).strip();
    }

    /** A positive number of 32 bits. */
    int id(String column) throws BadRow {
        String text = text(column);
        try {
            int id = Integer.parseInt(text);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal, which says what is expected.
        }
        throw new BadRow(column, text, "1.." + Integer.MAX_VALUE);
    }

    /** True or false; false when the column is empty. */
    boolean flag(String column) throws BadRow {
        String text = text(column);
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0", "" -> false;
            default -> throw new BadRow(column, text, "true or false");
        };
    }

    /** Milliseconds since 1970 UTC; nothing when the column is empty. */
    OptionalLong time(String column) throws BadRow {
        String text = text(column);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    EPOCH.matcher(text).matches()
                            ? Long.parseLong(text)
                            : Instant.from(ISO.parse(text)).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new BadRow(column, text, TIME_EXPECTED);
        }
    }

    /** Milliseconds since 1970 UTC. */
    long requiredTime(String column) throws BadRow {
        OptionalLong time = time(column);
        if (time.isEmpty()) {
            throw new BadRow(column, "empty", TIME_EXPECTED);
        }
        return time.getAsLong();
    }
}
