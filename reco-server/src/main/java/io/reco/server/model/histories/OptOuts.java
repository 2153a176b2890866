package io.reco.server.model.histories;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongIterator;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * From which readers nothing is learned, or was not for some time. Those of whom it is said are kept, about 24 bytes each; of
 * all others nothing.
 */
public final class OptOuts implements Part {

    /** By key of a reader the moment, milliseconds since 1970 UTC, before which what they did is not learned from. */
    private final Long2LongOpenHashMap learnedSinceMs = new Long2LongOpenHashMap();

    public OptOuts() {
        learnedSinceMs.defaultReturnValue(Long.MIN_VALUE);
    }

    /**
     * Says that what a reader, by key, did before a moment is not to be learned from.
     *
     * @param sinceMs milliseconds since 1970 UTC; 0 when all of it may be learned
     */
    public void set(long reader, long sinceMs) {
        if (sinceMs == 0) {
            learnedSinceMs.remove(reader);
        } else {
            learnedSinceMs.put(reader, sinceMs);
        }
    }

    /** Whether what a reader did at a moment may be learned from. */
    public boolean learns(long reader, long timeMs) {
        return timeMs >= learnedSinceMs.get(reader);
    }

    @Override
    public void save(ColumnWriter out) {
        LongIterator readers = learnedSinceMs.keySet().iterator();
        out.longs("readers", learnedSinceMs.size(), i -> readers.nextLong());
        LongIterator moments = learnedSinceMs.values().iterator();
        out.longs("learnedSinceMs", learnedSinceMs.size(), i -> moments.nextLong());
    }

    @Override
    public void restore(ColumnReader in) {
        long[] readers = in.longs("readers", 0);
        long[] moments = in.longs("learnedSinceMs", 0);
        for (int i = 0; i < readers.length; i++) {
            learnedSinceMs.put(readers[i], moments[i]);
        }
    }
}
