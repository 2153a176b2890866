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
        StoredCounts.Builder stored = StoredCounts.newBuilder();
        for (EventType type : TYPES) {
            stored.addCounts(counts[type.code()]);
        }
        return stored.build().toByteArray();
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
        if (bytes == null) {
            return Counts.NONE;
        }
        long[] stored = array(bytes);
        Counts counts = Counts.NONE;
        for (EventType type : TYPES) {
            if (stored[type.code()] > 0) {
                counts = counts.with(type, stored[type.code()]);
            }
        }
        return counts;
    }
}
