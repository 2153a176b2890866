package io.reco.server.csv;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

import org.apache.commons.csv.CSVRecord;

import io.reco.server.domain.Ids;

/** One row, by the names of its columns. A column that the file does not have reads as empty. */
public final class CsvRow {

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

    /** The id of a reader or an article, as it stands: {@code 007} is not the id {@code 7}. */
    String id(String column) throws BadRow {
        String text = text(column);
        if (!Ids.isId(text)) {
            throw new BadRow(column, text.isEmpty() ? "empty" : text, Ids.EXPECTED);
        }
        return text;
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

    /** A number from 0 on that an {@code int} holds; 0 when the column is empty. */
    int count(String column) throws BadRow {
        String text = text(column);
        try {
            int count = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // Told as any other number that will not do.
        }
        throw new BadRow(column, text, "a number from 0 on");
    }

    /** Milliseconds since 1970 UTC; nothing when the column is empty. */
    OptionalLong time(String column) throws BadRow {
        return text(column).isEmpty() ? OptionalLong.empty() : OptionalLong.of(requiredTime(column));
    }

    /** Milliseconds since 1970 UTC. */
    long requiredTime(String column) throws BadRow {
        return Times.millis(column, text(column));
    }
}
