package io.reco.server.domain;

import java.util.Arrays;
import java.util.BitSet;

import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongMaps;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What a reader did, the newest event time first, in whatever order it was accepted; of the same time what was accepted later
 * comes first. Places count from 0. Immutable.
 */
public final class Actions {

    /** Of somebody who did nothing. */
    public static final Actions NONE = builder(0).build();

    private final long[] articles;
    private final byte[] deeds;
    private final long[] timesMs;
    private final long droppedMs;
    /** Places of retractions, and of what they take back; null where there are none. */
    private final @Nullable BitSet retracted;
    /** When a rejected article was rejected last. */
    private final Long2LongMap rejectedMs;

    private Actions(long[] articles, byte[] deeds, long[] timesMs, long droppedMs) {
        this.articles = articles;
        this.deeds = deeds;
        this.timesMs = timesMs;
        this.droppedMs = droppedMs;
        this.retracted = findRetracted();
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
        return EventType.ofDeed(deeds[place]);
    }

    /** Whether the reader takes back what they did of this type with the article until then. */
    public boolean retracts(int place) {
        return EventType.retracts(deeds[place]);
    }

    /** A number for what it was, as {@link EventType#deed}. */
    public int deed(int place) {
        return deeds[place];
    }

    /** When, milliseconds since 1970 UTC. */
    public long timeMs(int place) {
        return timesMs[place];
    }

    /** The latest time of an action that is not among these any more, in milliseconds since 1970 UTC; 0 when all are. */
    public long droppedMs() {
        return droppedMs;
    }

    /** Those of this moment, milliseconds since 1970 UTC, and later; the very same when that is all of them. */
    public Actions since(long sinceMs) {
        if (timesMs.length == 0 || timesMs[timesMs.length - 1] >= sinceMs) {
            return this;
        }
        int count = 0;
        while (timesMs[count] >= sinceMs) {
            count++;
        }
        Builder later = builder(count).dropped(droppedMs);
        for (int place = count - 1; place >= 0; place--) {
            later.add(this, place);
        }
        return later.build();
    }

    /**
     * Whether the reader does not want this article: they disliked or hid it, and neither retracted that nor did anything
     * later that takes it back. Every place that keeps a rejected article, or one like it, from a reader asks here.
     */
    public boolean rejected(long article) {
        return rejectedMs.containsKey(article);
    }

    /** As {@link #rejected}, but only by what the reader did at this moment or later. */
    public boolean rejectedSince(long article, long sinceMs) {
        return rejected(article) && rejectedMs.get(article) >= sinceMs;
    }

    /**
     * Whether the action at a place says nothing about the reader any more: it is {@link #retracted}, or a rejection that was
     * taken back otherwise.
     */
    public boolean takenBack(int place) {
        return retracted(place) || (type(place).rejects() && !rejected(articles[place]));
    }

    /** Whether the action at a place was retracted since, or is a retraction itself. */
    public boolean retracted(int place) {
        return retracted != null && retracted.get(place);
    }

    /** Of an article and type the newest action decides; what is older than a retraction does not count. */
    private @Nullable BitSet findRetracted() {
        int newest = 0;
        while (newest < deeds.length && !EventType.retracts(deeds[newest])) {
            newest++;
        }
        if (newest == deeds.length) {
            return null;
        }
        BitSet found = new BitSet(deeds.length);
        LongOpenHashSet[] since = new LongOpenHashSet[EventType.values().length + 1];
        Arrays.setAll(since, unused -> new LongOpenHashSet());
        for (int place = newest; place < deeds.length; place++) {
            LongOpenHashSet ofType = since[type(place).code()];
            if (retracts(place)) {
                ofType.add(articles[place]);
            }
            found.set(place, ofType.contains(articles[place]));
        }
        return found;
    }

    private Long2LongMap findRejected() {
        boolean any = false;
        for (int place = 0; place < deeds.length; place++) {
            any |= type(place).rejects();
        }
        if (!any) {
            return Long2LongMaps.EMPTY_MAP;
        }
        LongOpenHashSet decided = new LongOpenHashSet();
        Long2LongOpenHashMap found = new Long2LongOpenHashMap();
        for (int place = 0; place < articles.length; place++) {
            EventType type = type(place);
            boolean decides = !retracted(place) && (type.rejects() || type.takesRejectionBack());
            if (decides && decided.add(articles[place]) && type.rejects()) {
                found.put(articles[place], timesMs[place]);
            }
        }
        return found;
    }

    /** Takes actions in the order they were accepted, whatever their times. Goes on after {@link #build}. */
    public static final class Builder {

        private long[] articles;
        private byte[] deeds;
        private long[] timesMs;
        private long droppedMs;
        private int size;

        private Builder(int capacity) {
            articles = new long[capacity];
            deeds = new byte[capacity];
            timesMs = new long[capacity];
        }

        public int size() {
            return size;
        }

        /** Adds what was accepted next. */
        public Builder add(long article, EventType type, long timeMs) {
            return add(article, type.code(), timeMs);
        }

        /** Adds an action of others as what was accepted next. */
        public Builder add(Actions others, int place) {
            return add(others.articles[place], others.deeds[place], others.timesMs[place]);
        }

        /** Adds what was accepted next, which was such a deed, see {@link EventType#deed}. */
        public Builder add(long article, int deed, long timeMs) {
            if (size == articles.length) {
                int capacity = Math.max(4, size * 2);
                articles = Arrays.copyOf(articles, capacity);
                deeds = Arrays.copyOf(deeds, capacity);
                timesMs = Arrays.copyOf(timesMs, capacity);
            }
            articles[size] = article;
            deeds[size] = (byte) deed;
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
            byte[] newestDeeds = new byte[size];
            long[] newestTimesMs = new long[size];
            int[] oldestFirst = inOrder() ? null : oldestFirst();
            for (int place = 0; place < size; place++) {
                int from = oldestFirst == null ? size - 1 - place : oldestFirst[size - 1 - place];
                newestArticles[place] = articles[from];
                newestDeeds[place] = deeds[from];
                newestTimesMs[place] = timesMs[from];
            }
            return new Actions(newestArticles, newestDeeds, newestTimesMs, droppedMs);
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
