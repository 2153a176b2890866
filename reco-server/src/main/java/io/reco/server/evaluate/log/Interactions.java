package io.reco.server.evaluate.log;

import java.io.IOException;
import java.nio.file.Path;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongArrayList;

import io.reco.server.csv.CsvFile;
import io.reco.server.csv.EventCsv;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;

/** Events of a file, in columns; in its order until sorted. */
public final class Interactions {

    private final IntArrayList readers = new IntArrayList();
    private final IntArrayList articles = new IntArrayList();
    private final IntArrayList types = new IntArrayList();
    private final LongArrayList timesMs = new LongArrayList();

    /**
     * Reads events that say when they were.
     *
     * @throws IllegalArgumentException naming file and line of what cannot be read
     */
    public static Interactions read(Path file) throws IOException {
        return read(file, EventCsv.TIMED);
    }

    /** Reads events that need not say when they were; then it was at 0. */
    public static Interactions readUntimed(Path file) throws IOException {
        return read(file, EventCsv.UNTIMED);
    }

    private static Interactions read(Path file, CsvFile.Columns columns) throws IOException {
        Interactions result = new Interactions();
        CsvFile.readAll(file, columns, row -> {
            Event event = EventCsv.event(row);
            result.add(event.reader(), event.article(), event.type(), event.timeMs());
        });
        return result;
    }

    public void add(int reader, int article, EventType type, long timeMs) {
        readers.add(reader);
        articles.add(article);
        types.add(type.code());
        timesMs.add(timeMs);
    }

    public int size() {
        return readers.size();
    }

    public int reader(int i) {
        return readers.getInt(i);
    }

    public int article(int i) {
        return articles.getInt(i);
    }

    public EventType type(int i) {
        return EventType.of(types.getInt(i));
    }

    public long timeMs(int i) {
        return timesMs.getLong(i);
    }

    /** The events of some places, in order. */
    public Interactions part(int from, int to) {
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

    public Event event(int i) {
        return new Event("", reader(i), article(i), type(i), timeMs(i), 0);
    }

    /** The same events by time; ties keep their order. */
    public Interactions byTime() {
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
