package io.reco.server.store.count;

import java.util.Arrays;

import io.reco.server.domain.EventType;

/** How many events of each type an article has. Immutable. */
public final class Counts {

    /** Of an article without events. */
    public static final Counts NONE = new Counts(new long[0]);

    private static final int CODES = EventType.values().length + 1;

    /** By code of a type. */
    private final long[] counts;

    private Counts(long[] counts) {
        this.counts = counts;
    }

    /** These counts and one more, of a type: its count in place of the one before. */
    public Counts with(EventType type, long count) {
        long[] all = Arrays.copyOf(counts, CODES);
        all[type.code()] = count;
        return new Counts(all);
    }

    /** How many events of a type were accepted. */
    public long of(EventType type) {
        return counts.length == 0 ? 0 : counts[type.code()];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts same
                && Arrays.equals(Arrays.copyOf(counts, CODES), Arrays.copyOf(same.counts, CODES));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(counts, CODES));
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
