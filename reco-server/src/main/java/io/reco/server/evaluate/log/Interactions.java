package io.reco.server.evaluate.log;

import java.io.IOException;
import java.nio.file.Path;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

import io.reco.server.csv.CsvFile;
import io.reco.server.csv.EventCsv;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;

/** Events of a file, in columns; in its order until sorted. Readers and articles stand as keys of their ids. */
public final class Interactions {

    /** The keys of ids, the same in all files and in whatever is measured in this process. */
    public static final IdKeys IDS = IdKeys.withoutSecret();

    private final LongArrayList readers = new LongArrayList();
    private final LongArrayList articles = new LongArrayList();
    private final IntArrayList types = new IntArrayList();
    private final LongArrayList timesMs = new LongArrayList();

    /** Ids that are no numbers, by key. */
    private final Long2ObjectOpenHashMap<String> texts;

    public Interactions() {
        this(new Long2ObjectOpenHashMap<>());
    }

    private Interactions(Long2ObjectOpenHashMap<String> texts) {
        this.texts = texts;
    }

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

    /** None yet, to be filled with some of these. */
    public Interactions none() {
        return new Interactions(texts);
    }

    public void add(String reader, String article, EventType type, long timeMs) {
        add(key(reader), key(article), type, timeMs);
    }

    /** Adds an event of those that {@link #none} was asked of. */
    public void add(long reader, long article, EventType type, long timeMs) {
        readers.add(reader);
        articles.add(article);
        types.add(type.code());
        timesMs.add(timeMs);
    }

    private long key(String id) {
        long key = IDS.of(id);
        if (key < 0) {
            texts.put(key, id);
        }
        return key;
    }

    private String id(long key) {
        return key < 0 ? texts.get(key) : Long.toString(key);
    }

    public int size() {
        return readers.size();
    }

    public long reader(int i) {
        return readers.getLong(i);
    }

    public long article(int i) {
        return articles.getLong(i);
    }

    public String readerId(int i) {
        return id(reader(i));
    }

    public String articleId(int i) {
        return id(article(i));
    }

    public EventType type(int i) {
        return EventType.of(types.getInt(i));
    }

    public long timeMs(int i) {
        return timesMs.getLong(i);
    }

    /** The events of some places, in order. */
    public Interactions part(int from, int to) {
        Interactions result = none();
        for (int i = from; i < to; i++) {
            result.add(reader(i), article(i), type(i), timeMs(i));
        }
        return result;
    }

    /** How many different readers there are. */
    int readerCount() {
        return new LongOpenHashSet(readers).size();
    }

    public Event event(int i) {
        return new Event("", readerId(i), articleId(i), type(i), timeMs(i), 0);
    }

    /** The same events by time; ties keep their order. */
    public Interactions byTime() {
        int[] order = new int[size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IntArrays.mergeSort(order, (a, b) -> Long.compare(timeMs(a), timeMs(b)));
        Interactions sorted = none();
        for (int i : order) {
            sorted.add(reader(i), article(i), type(i), timeMs(i));
        }
        return sorted;
    }
}
