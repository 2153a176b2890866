package io.reco.server.store.rocksdb.tidy;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/**
 * Removes days of event ids that nobody asks for any more, and rewrites readers' records that have grown beyond their limits, a
 * little each time it runs. For the thread alone that appends facts: what it removes and rewrites must not change meanwhile.
 */
public final class Tidying implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Tidying.class);
    private static final int READERS_AT_ONCE = 16;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final SeenIds seenIds;
    private final RocksReaders readers;
    private long nextNanos = System.nanoTime();

    public Tidying(SeenIds seenIds, RocksReaders readers) {
        this.seenIds = seenIds;
        this.readers = readers;
    }

    /** Tidies a little; throws nothing, and after a failure rests for a second. */
    @Override
    public void run() {
        if (System.nanoTime() - nextNanos < 0) {
            return;
        }
        try {
            seenIds.removeOld();
            readers.rewrite(READERS_AT_ONCE);
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            // What was not tidied is tidied later; appends tell their callers themselves when the disk is in trouble.
            log.warn("store not tidied, trying again in 1 s", e);
            nextNanos = System.nanoTime() + PAUSE_NANOS;
        }
    }
}
