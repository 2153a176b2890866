package io.reco.server.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header, as RFC 4180 has it: UTF-8 with or without byte order mark, lines ending in LF or CRLF, fields
 * quoted where needed. Compressed with gzip when its name ends in {@code .gz}. Columns may come in any order.
 */
public final class CsvFile implements AutoCloseable {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    private final Path file;
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

    private CsvFile(Path file, CSVParser parser, Iterator<CSVRecord> records, Map<String, Integer> columns) {
        this.file = file;
        this.parser = parser;
        this.records = records;
        this.columns = columns;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param watched sees the file's own bytes pass, as they are on disk
     * @throws BadRow when the header has unknown, missing or repeated columns
     */
    public static CsvFile open(Path file, Columns expected, UnaryOperator<InputStream> watched)
            throws IOException, BadRow {
        InputStream raw = watched.apply(Files.newInputStream(file));
        try {
            InputStream bytes = new BufferedInputStream(raw, 1 << 16);
            if (file.toString().endsWith(".gz")) {
                bytes = new GZIPInputStream(bytes, 1 << 16);
            }
            CSVParser parser = FORMAT.parse(new InputStreamReader(withoutByteOrderMark(bytes), StandardCharsets.UTF_8));
            Iterator<CSVRecord> records = parser.iterator();
            return new CsvFile(file, parser, records, header(records, expected));
        } catch (IOException | BadRow | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static Map<String, Integer> header(Iterator<CSVRecord> records, Columns expected) throws BadRow {
        String form = String.join(",", expected.required());
        if (!expected.optional().isEmpty()) {
            form += " and perhaps " + String.join(",", expected.optional());
        }
        if (!records.hasNext()) {
            throw new BadRow("header", "none", form);
        }
        String[] names = records.next().values();
        Map<String, Integer> columns = new HashMap<>();
        for (String given : names) {
            String said = given.strip().toLowerCase(Locale.ROOT);
            String name = expected.aliases().getOrDefault(said, said);
            boolean known =
                    expected.required().contains(name) || expected.optional().contains(name);
            if (!known || columns.put(name, columns.size()) != null) {
                throw new BadRow("header", String.join(",", names), form);
            }
        }
        if (!columns.keySet().containsAll(expected.required())) {
            throw new BadRow("header", String.join(",", names), form);
        }
        return columns;
    }

    /**
     * Reads a file of which no row may be bad.
     *
     * @throws IllegalArgumentException naming file and line of the first bad row
     */
    public static void readAll(Path file, Columns expected, RowReader rows) throws IOException {
        try (CsvFile csv = open(file, expected, UnaryOperator.identity())) {
            csv.read(rows, (line, reason) -> {
                throw new IllegalArgumentException(file + ":" + line + ": " + reason);
            });
        } catch (BadRow e) {
            throw new IllegalArgumentException(file + ":1: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the rest of the file. A bad row does not keep the rows after it out.
     *
     * @throws IOException naming file and line, when there is more but it cannot be read
     */
    public void read(RowReader good, BadRowReader bad) throws IOException {
        // What is left of a line whose quotes are wrong reads as one more row; it was reported with its beginning.
        boolean restOfBroken = false;
        while (true) {
            long line = parser.getCurrentLineNumber() + 1;
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
                if (!isWrongQuoting(e)) {
                    throw new IOException(file + ":" + line + ": cannot be read from here on", e.getCause());
                }
                if (!restOfBroken) {
                    bad.read(line, "quotes: wrong (expected: RFC 4180, a quote inside a quoted field doubled)");
                }
                restOfBroken = true;
            }
        }
    }

    private void read(CSVRecord record, long line, RowReader good) throws BadRow {
        if (record.size() != columns.size()) {
            throw new BadRow("columns", Integer.toString(record.size()), columns.size() + ", as in the header");
        }
        good.read(new CsvRow(line, columns, record));
    }

    private static boolean isWrongQuoting(UncheckedIOException e) {
        return e.getCause() instanceof CSVException;
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
