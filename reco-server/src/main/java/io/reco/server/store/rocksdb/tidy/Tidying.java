package io.reco.server.store.rocksdb.tidy;

import java.time.Duration;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.age.Ages;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.LifeTables;
import io.reco.server.store.rocksdb.log.LogEnds;
import io.reco.server.store.rocksdb.log.StoredLog;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/**
 * Removes what is old: days of event ids that nobody asks for any more, facts that nobody needs, readers who did not come for
 * long. And rewrites readers' records that have grown beyond their limits. All of it a little each time it runs. For the thread
 * alone that appends facts: what it removes and rewrites must not change meanwhile.
 */
public final class Tidying implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Tidying.class);
    private static final int REWRITTEN_AT_ONCE = 16;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Ages ages;
    private final SeenIds seenIds;
    private final RocksReaders readers;
    private final OldFacts facts;
    private final OldReaders oldReaders;
    private final Purging purging;
    private long nextNanos = System.nanoTime();
    private long nextFactsNanos = nextNanos;

    /**
     * By these settings.
     *
     * @param counted how far the counts have come
     * @param inSnapshots what the two newest snapshots have passed
     */
    public Tidying(
            Database database,
            LogEnds ends,
            Ages ages,
            StoreSettings settings,
            SeenIds seenIds,
            RocksReaders readers,
            LifeTables lives,
            Purging purging,
            Supplier<Positions> counted,
            Supplier<Positions> inSnapshots) {
        this.ages = ages;
        this.seenIds = seenIds;
        this.readers = readers;
        this.purging = purging;
        this.oldReaders = new OldReaders(readers, lives, ages, settings.readerRetention());
        this.facts = new OldFacts(new StoredLog(database), ends, ages, settings.logRetention(), counted, inSnapshots);
    }

    /** Tidies a little; throws nothing, and after a failure rests for a second. */
    @Override
    public void run() {
        if (System.nanoTime() - nextNanos < 0) {
            return;
        }
        try {
            ages.look();
            seenIds.removeOld();
            removeFacts();
            oldReaders.remove();
            purging.look();
            readers.rewrite(REWRITTEN_AT_ONCE);
        } catch (Refusal e) {
            log.debug("store not tidied", e); // the disk is in trouble, which was told
            nextNanos = System.nanoTime() + PAUSE_NANOS;
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            // What was not tidied is tidied later.
            log.warn("store not tidied, trying again in 1 s", e);
            nextNanos = System.nanoTime() + PAUSE_NANOS;
        }
    }

    /** Looks again at once while there are more, and else after a second. */
    private void removeFacts() {
        if (System.nanoTime() - nextFactsNanos >= 0 && !facts.remove()) {
            nextFactsNanos = System.nanoTime() + PAUSE_NANOS;
        }
    }
}
