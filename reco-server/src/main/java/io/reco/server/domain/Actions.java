package io.reco.server.domain;

import java.util.Arrays;

import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongMaps;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/**
 * What a reader did, the newest event time first, in whatever order it was accepted; of the same time what was accepted later
 * comes first. Places count from 0. Immutable.
 */
public final class Actions {

    /** Of somebody who did nothing. */
    public static final Actions NONE = builder(0).build();

    private final long[] articles;
    private final byte[] types;
    private final long[] timesMs;
    private final long droppedMs;
    /** When a rejected article was rejected last. */
    private final Long2LongMap rejectedMs;

    private Actions(long[] articles, byte[] types, long[] timesMs, long droppedMs) {
        this.articles = articles;
        this.types = types;
        this.timesMs = timesMs;
        this.droppedMs = droppedMs;
        this.rejectedMs = findRejected();
    }

    /** Gathers actions; {@code capacity} is how many are expected. */
    public static Builder builder(int capacity) {
        return new Builder(capacity);
    }

    /** How many there are. */
    public int size() {
        return articles.length;
    }

    /** The key of the article that the reader acted on, see {@link IdKeys}. */
    public long article(int place) {
        return articles[place];
    }

    public EventType type(int place) {
        return EventType.of(types[place]);
    }

    /** When, milliseconds since 1970 UTC. */
    public long timeMs(int place) {
        return timesMs[place];
    }

    /** The latest time of an action that is not among these any more, in milliseconds since 1970 UTC; 0 when all are. */
    public long droppedMs() {
        return droppedMs;
    }

    /**
     * Whether the reader does not want this article: they disliked or hid it, and did nothing later that takes it back. Every
     * place that keeps a rejected article, or one like it, from a reader asks here.
     */
    public boolean rejected(long article) {
        return rejectedMs.containsKey(article);
    }

    /** As {@link #rejected}, but only by what the reader did at this moment or later. */
    public boolean rejectedSince(long article, long sinceMs) {
        return rejected(article) && rejectedMs.get(article) >= sinceMs;
    }

    /** Whether the action at a place is a rejection that was taken back since: it says nothing about the reader any more. */
    public boolean takenBack(int place) {
        return type(place).rejects() && !rejected(articles[place]);
    }

    private Long2LongMap findRejected() {
        boolean any = false;
        for (byte type : types) {
            any |= EventType.of(type).rejects();
        }
        if (!any) {
            return Long2LongMaps.EMPTY_MAP;
        }
        LongOpenHashSet decided = new LongOpenHashSet();
        Long2LongOpenHashMap found = new Long2LongOpenHashMap();
        for (int place = 0; place < articles.length; place++) {
            EventType type = type(place);
            boolean decides = type.rejects() || type.takesRejectionBack();
            if (decides && decided.add(articles[place]) && type.rejects()) {
                found.put(articles[place], timesMs[place]);
            }
        }
        return found;
    }

    /** Takes actions in the order they were accepted, whatever their times. Goes on after {@link #build}. */
    public static final class Builder {

        private long[] articles;
        private byte[] types;
        private long[] timesMs;
        private long droppedMs;
        private int size;

        private Builder(int capacity) {
            articles = new long[capacity];
            types = new byte[capacity];
            timesMs = new long[capacity];
        }

        public int size() {
            return size;
        }

        /** Adds what was accepted next. */
        public Builder add(long article, EventType type, long timeMs) {
            if (size == articles.length) {
                int capacity = Math.max(4, size * 2);
                articles = Arrays.copyOf(articles, capacity);
                types = Arrays.copyOf(types, capacity);
                timesMs = Arrays.copyOf(timesMs, capacity);
            }
            articles[size] = article;
            types[size] = (byte) type.code();
            timesMs[size++] = timeMs;
            return this;
        }

        /** Says that an action of this time was left out, see {@link Actions#droppedMs}. */
        public Builder dropped(long timeMs) {
            droppedMs = Math.max(droppedMs, timeMs);
            return this;
        }

        /** All added so far. */
        public Actions build() {
            long[] newestArticles = new long[size];
            byte[] newestTypes = new byte[size];
            long[] newestTimesMs = new long[size];
            int[] oldestFirst = inOrder() ? null : oldestFirst();
            for (int place = 0; place < size; place++) {
                int from = oldestFirst == null ? size - 1 - place : oldestFirst[size - 1 - place];
                newestArticles[place] = articles[from];
                newestTypes[place] = types[from];
                newestTimesMs[place] = timesMs[from];
            }
            return new Actions(newestArticles, newestTypes, newestTimesMs, droppedMs);
        }

        private boolean inOrder() {
            for (int i = 1; i < size; i++) {
                if (timesMs[i] < timesMs[i - 1]) {
                    return false;
                }
            }
            return true;
        }

        /** Places by time, those of the same time as they were accepted. */
        private int[] oldestFirst() {
            long oldestMs = Long.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                oldestMs = Math.min(oldestMs, timesMs[i]);
            }
            long[] keys = new long[size];
            for (int i = 0; i < size; i++) {
                keys[i] = Math.addExact(Math.multiplyExact(timesMs[i] - oldestMs, (long) size), i);
            }
            Arrays.sort(keys);
            int[] places = new int[size];
            for (int i = 0; i < size; i++) {
                places[i] = (int) (keys[i] % size);
            }
            return places;
        }
    }
}
