package io.reco.server.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

/** Events of a file, in columns; in its order until sorted. */
final class Interactions {

    private final IntArrayList readers = new IntArrayList();
    private final IntArrayList articles = new IntArrayList();
    private final IntArrayList types = new IntArrayList();
    private final LongArrayList timesMs = new LongArrayList();

    /**
     * Reads a CSV file with header, possibly gzipped, of which only {@code reader} and {@code article} are required.
     *
     * @param defaultMs the time of events without one
     * @throws IllegalArgumentException naming the line that cannot be read
     */
    static Interactions read(Path file, long defaultMs) throws IOException {
        Interactions result = new Interactions();
        try (CSVParser rows = open(file)) {
            Map<String, Integer> columns = rows.getHeaderMap();
            int reader = column(file, columns, "reader");
            int article = column(file, columns, "article");
            int type = columns.getOrDefault("type", -1);
            int time = columns.getOrDefault("time", -1);
            for (CSVRecord row : rows) {
                try {
                    result.add(
                            Integer.parseInt(row.get(reader)),
                            Integer.parseInt(row.get(article)),
                            type < 0 || row.get(type).isEmpty() ? EventType.VIEW : type(row.get(type)),
                            time < 0 || row.get(time).isEmpty() ? defaultMs : timeMs(row.get(time)));
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException(
                            file + " line " + rows.getCurrentLineNumber() + ": " + e.getMessage(), e);
                }
            }
        }
        return result;
    }

    static CSVParser open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
        BufferedReader text = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16);
        return CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(text);
    }

    private static int column(Path file, Map<String, Integer> columns, String name) {
        Integer column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException(
                    file + ": " + columns.keySet() + " (expected: a column named " + name + ")");
        }
        return column;
    }

    private static EventType type(String name) {
        return EventType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Milliseconds since 1970 UTC, or ISO-8601. */
    static long timeMs(String text) {
        return text.indexOf('T') >= 0 ? Instant.parse(text).toEpochMilli() : Long.parseLong(text);
    }

    void add(int reader, int article, EventType type, long timeMs) {
        readers.add(reader);
        articles.add(article);
        types.add(type.code());
        timesMs.add(timeMs);
    }

    int size() {
        return readers.size();
    }

    int reader(int i) {
        return readers.getInt(i);
    }

    int article(int i) {
        return articles.getInt(i);
    }

    EventType type(int i) {
        return EventType.of(types.getInt(i));
    }

    long timeMs(int i) {
        return timesMs.getLong(i);
    }

    /** The same events, all at one moment. */
    Interactions at(long moment) {
        Interactions result = new Interactions();
        for (int i = 0; i < size(); i++) {
            result.add(reader(i), article(i), type(i), moment);
        }
        return result;
    }

    /** The events of some places, in order. */
    Interactions part(int from, int to) {
        Interactions result = new Interactions();
        for (int i = from; i < to; i++) {
            result.add(reader(i), article(i), type(i), timeMs(i));
        }
        return result;
    }

    /** How many different readers there are. */
    int readerCount() {
        return new IntOpenHashSet(readers).size();
    }

    Event event(int i) {
        return new Event("", reader(i), article(i), type(i), timeMs(i), 0);
    }

    /** The same events by time; ties keep their order. */
    Interactions byTime() {
        int[] order = new int[size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IntArrays.mergeSort(order, (a, b) -> Long.compare(timeMs(a), timeMs(b)));
        Interactions sorted = new Interactions();
        for (int i : order) {
            sorted.add(reader(i), article(i), type(i), timeMs(i));
        }
        return sorted;
    }
}
