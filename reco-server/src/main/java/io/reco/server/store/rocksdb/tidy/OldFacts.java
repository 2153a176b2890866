package io.reco.server.store.rocksdb.tidy;

import java.time.Duration;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.age.Ages;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.log.LogEnds;
import io.reco.server.store.rocksdb.log.StoredLog;

/**
 * The facts that nobody needs any more: old enough, counted, and in the two newest snapshots. They go from the log's beginning
 * on, in runs as they were written.
 */
final class OldFacts {

    private static final Logger log = LoggerFactory.getLogger(OldFacts.class);

    /** Looked at in one go. */
    private static final int RUNS = 256;

    private final StoredLog stored;
    private final LogEnds ends;
    private final Ages ages;
    private final Duration kept;
    private final Supplier<Positions> counted;
    private final Supplier<Positions> inSnapshots;

    /**
     * In this log.
     *
     * @param kept how long a fact is kept at least
     * @param counted how far the counts have come
     * @param inSnapshots what the two newest snapshots have passed
     */
    OldFacts(
            StoredLog stored,
            LogEnds ends,
            Ages ages,
            Duration kept,
            Supplier<Positions> counted,
            Supplier<Positions> inSnapshots) {
        this.stored = stored;
        this.ends = ends;
        this.ages = ages;
        this.kept = kept;
        this.counted = counted;
        this.inSnapshots = inSnapshots;
    }

    /** Removes some; says whether there may be more. */
    boolean remove() {
        long needed = counted.get().least(inSnapshots.get()).in(0);
        if (needed <= ends.oldest()) {
            return false;
        }
        long oldest = ends.oldest();
        long cut = stored.oldUpTo(oldest, needed, ages.oldBeforeMs(kept), RUNS);
        if (cut == oldest) {
            return false;
        }
        ends.cut(cut); // first: from now on nobody begins to read what goes
        stored.remove(oldest, cut);
        log.debug("log begins after position={}", cut);
        return true;
    }
}
