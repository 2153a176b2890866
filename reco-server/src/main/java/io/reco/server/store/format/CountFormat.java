package io.reco.server.store.format;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.EventType;
import io.reco.server.store.count.Counts;
import io.reco.server.store.stored.StoredCounts;

/** An article's counts as stored bytes, and back. In between they are an array by code of a type, whose first place is empty. */
public final class CountFormat {

    private static final EventType[] TYPES = EventType.values();

    private CountFormat() {}

    public static long[] none() {
        return new long[TYPES.length + 1];
    }

    public static byte[] stored(long[] counts) {
        return stored(counts, 0);
    }

    /** All 0 where nothing is stored. */
    public static long[] array(byte @Nullable [] bytes) {
        long[] counts = none();
        if (bytes == null) {
            return counts;
        }
        try {
            StoredCounts stored = StoredCounts.parseFrom(bytes);
            for (int i = 0; i < Math.min(TYPES.length, stored.getCountsCount()); i++) {
                counts[TYPES[i].code()] = stored.getCounts(i);
            }
            return counts;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored counts are damaged", e);
        }
    }

    public static Counts counts(byte @Nullable [] bytes) {
        return bytes == null ? Counts.NONE : counts(array(bytes));
    }

    /** As {@link #stored(long[])}, of what an id names since a moment, see {@link #sinceMs}. */
    public static byte[] stored(long[] counts, long sinceMs) {
        StoredCounts.Builder stored = StoredCounts.newBuilder().setSinceMs(sinceMs);
        for (EventType type : TYPES) {
            stored.addCounts(counts[type.code()]);
        }
        return stored.build().toByteArray();
    }

    /** Since when the id names what was counted, milliseconds since 1970 UTC; 0 for its first article, or if nothing was. */
    public static long sinceMs(byte[] bytes) {
        try {
            return StoredCounts.parseFrom(bytes).getSinceMs();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored counts are damaged", e);
        }
    }

    /** What is in an array. */
    public static Counts counts(long[] array) {
        Counts counts = Counts.NONE;
        for (EventType type : TYPES) {
            if (array[type.code()] > 0) {
                counts = counts.with(type, array[type.code()]);
            }
        }
        return counts;
    }
}
