package io.reco.server.csv;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header, as RFC 4180 has it: UTF-8 with or without byte order mark, lines ending in LF or CRLF, fields
 * quoted where needed. It may be compressed with gzip, and must be when its name ends in {@code .gz}. Columns may come in any
 * order. A row may have 262,144 characters.
 */
public final class CsvFile implements AutoCloseable {

    /** Stands for bytes that are not UTF-8; Unicode gives this character to programs for uses like this. */
    static final char NOT_UTF_8 = '\uFDD0';

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String QUOTES = "RFC 4180, a quote inside a quoted field doubled";

    private final String name;
    private final RowLimit text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Map<String, Integer> columns;

    /**
     * What a file may hold.
     *
     * @param aliases other names of columns, by which they are taken, too
     */
    public record Columns(List<String> required, List<String> optional, Map<String, String> aliases) {
        public Columns {
            required = List.copyOf(required);
            optional = List.copyOf(optional);
            aliases = Map.copyOf(aliases);
        }
    }

    /** Takes good rows. */
    @FunctionalInterface
    public interface RowReader {
        void read(CsvRow row) throws BadRow;
    }

    /** Hears of bad ones. */
    @FunctionalInterface
    public interface BadRowReader {
        void read(long line, String reason);
    }

    private CsvFile(String name, RowLimit text, Columns expected) throws IOException, BadRow {
        this.name = name;
        this.text = text;
        this.parser = FORMAT.parse(text);
        this.records = parser.iterator();
        this.columns = header(expected);
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws BadRow when the header has unknown, missing or repeated columns
     */
    public static CsvFile open(Path file, Columns expected) throws IOException, BadRow {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new IOException(file + ": not there (expected: a file that can be read)");
        }
        return open(file.toString(), Files.newInputStream(file), expected);
    }

    /**
     * Reads the header of what is opened already.
     *
     * @param name for messages; one that ends in {@code .gz} says that the bytes are compressed
     * @param raw the bytes as they are on disk; closed with this, and when this throws
     * @throws BadRow when the header has unknown, missing or repeated columns
     */
    public static CsvFile open(String name, InputStream raw, Columns expected) throws IOException, BadRow {
        try {
            Reader decoded = new InputStreamReader(
                    withoutByteOrderMark(unpacked(name, raw)),
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .replaceWith(String.valueOf(NOT_UTF_8)));
            return new CsvFile(name, new RowLimit(decoded), expected);
        } catch (IOException e) {
            raw.close();
            String reason = e instanceof EOFException ? "ends in its middle" : "cannot be read";
            throw new IOException(name + ": " + reason, e);
        } catch (BadRow | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * Reads a file of which no row may be bad.
     *
     * @throws IllegalArgumentException naming file and line of the first bad row
     */
    public static void readAll(Path file, Columns expected, RowReader rows) throws IOException {
        try (CsvFile csv = open(file, expected)) {
            csv.read(rows, (line, reason) -> {
                throw new IllegalArgumentException(file + ":" + line + ": " + reason);
            });
        } catch (BadRow e) {
            throw new IllegalArgumentException(file + ":1: " + e.getMessage(), e);
        }
    }

    /** The columns that it has, by their first names. */
    public Set<String> columns() {
        return columns.keySet();
    }

    private Map<String, Integer> header(Columns expected) throws IOException, BadRow {
        String form = String.join(",", expected.required());
        if (!expected.optional().isEmpty()) {
            form += " and perhaps " + String.join(",", expected.optional());
        }
        String[] names = headerRow(form);
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String given : names) {
            String said = given.strip().toLowerCase(Locale.ROOT);
            String column = expected.aliases().getOrDefault(said, said);
            boolean known =
                    expected.required().contains(column) || expected.optional().contains(column);
            if (!known || found.put(column, found.size()) != null) {
                throw new BadRow("header", String.join(",", names), form);
            }
        }
        if (!found.keySet().containsAll(expected.required())) {
            throw new BadRow("header", String.join(",", names), form);
        }
        return found;
    }

    private String[] headerRow(String form) throws IOException, BadRow {
        try {
            if (records.hasNext()) {
                return records.next().values();
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException || e.getCause() instanceof RowLimit.RowTooLong) {
                throw new BadRow("header", "no row of a CSV file", form);
            }
            throw new IOException("the header", e.getCause());
        }
        throw new BadRow("header", "none", form);
    }

    /**
     * Reads the rest of the file. A bad row does not keep the rows after it out.
     *
     * @throws IOException naming file and line, when there is more but it cannot be read
     */
    public void read(RowReader good, BadRowReader bad) throws IOException {
        // What is left of a line that could not be split reads as one more row; it was reported with its beginning.
        boolean restOfBroken = false;
        while (true) {
            long line = parser.getCurrentLineNumber() + 1;
            text.begin();
            try {
                if (!records.hasNext()) {
                    return;
                }
                CSVRecord record = records.next();
                boolean emptyLine = record.size() == 1 && record.get(0).isEmpty() && columns.size() > 1;
                if (!emptyLine && !restOfBroken) {
                    read(record, line, good);
                }
                restOfBroken = false;
            } catch (BadRow e) {
                bad.read(line, String.valueOf(e.getMessage()));
            } catch (UncheckedIOException e) {
                String reason = broken(line, e);
                if (!restOfBroken) {
                    bad.read(line, reason);
                }
                restOfBroken = true;
            }
        }
    }

    private void read(CSVRecord record, long line, RowReader good) throws BadRow {
        if (record.size() != columns.size()) {
            throw new BadRow("columns", Integer.toString(record.size()), columns.size() + ", as in the header");
        }
        for (Map.Entry<String, Integer> column : columns.entrySet()) {
            String value = record.get(column.getValue());
            if (value.indexOf(NOT_UTF_8) >= 0) {
                throw new BadRow(column.getKey(), value, "UTF-8");
            }
        }
        good.read(new CsvRow(line, columns, record));
    }

    /** Why no row could be made of what begins at this line. */
    private String broken(long line, UncheckedIOException e) throws IOException {
        Throwable cause = e.getCause();
        long last = parser.getCurrentLineNumber();
        String lost = last <= line ? "" : ", lines " + line + " to " + last + " were skipped";
        if (cause instanceof CSVException) {
            return "quotes: wrong" + lost + " (expected: " + QUOTES + ")";
        }
        if (cause instanceof RowLimit.RowTooLong) {
            return "row: too long" + lost + " (expected: at most " + RowLimit.ROW_CHARS_MAX
                    + " characters, and every quote closed)";
        }
        String reason = cause instanceof EOFException ? "the file ends in its middle" : "cannot be read from here on";
        throw new IOException(name + ":" + line + ": " + reason, cause);
    }

    private static InputStream unpacked(String name, InputStream raw) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(raw, BUFFER_BYTES);
        bytes.mark(2);
        byte[] start = bytes.readNBytes(2);
        bytes.reset();
        boolean packed = start.length == 2 && start[0] == (byte) 0x1F && start[1] == (byte) 0x8B;
        return packed || name.endsWith(".gz") ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
    }

    private static InputStream withoutByteOrderMark(InputStream in) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(in, 3);
        byte[] start = bytes.readNBytes(3);
        boolean mark =
                start.length == 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB && start[2] == (byte) 0xBF;
        if (!mark) {
            bytes.unread(start);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
