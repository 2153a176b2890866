package io.reco.server.store.rocksdb.tidy;

import java.time.Duration;
import java.util.Optional;

import io.reco.server.store.age.Ages;
import io.reco.server.store.rocksdb.lives.LifeTables;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/**
 * Goes through all readers, once a day and a few at a time, for those of whom nothing came for long, for pages that are
 * old, and for erasures that are.
 */
final class OldReaders {

    private static final int READERS_AT_ONCE = 128;
    /** With that, 640 readers a second are looked at: 55 million a day. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private static final Duration ROUND = Duration.ofDays(1);
    private static final byte[] FIRST = {};

    private final RocksReaders readers;
    private final LifeTables lives;
    private final Ages ages;
    private final Duration kept;
    private long nextNanos = System.nanoTime();
    /** What would have been old when the last round began. */
    private long roundMs = Long.MIN_VALUE;

    /** The next reader to look at, while a round is under way. */
    private Optional<byte[]> from = Optional.empty();

    /** The next erasure to look at, likewise. */
    private Optional<byte[]> fromErasure = Optional.empty();

    OldReaders(RocksReaders readers, LifeTables lives, Ages ages, Duration kept) {
        this.readers = readers;
        this.lives = lives;
        this.ages = ages;
        this.kept = kept;
    }

    /** Removes a few, when it is time to. */
    void remove() {
        if (System.nanoTime() - nextNanos < 0) {
            return;
        }
        nextNanos = System.nanoTime() + PAUSE_NANOS;
        long nowMs = ages.oldBeforeMs(Duration.ZERO);
        if (from.isEmpty() && nowMs > Long.MIN_VALUE && nowMs - ROUND.toMillis() >= roundMs) {
            roundMs = nowMs;
            from = Optional.of(FIRST);
            fromErasure = from;
        }
        if (from.isPresent()) {
            from = readers.removeOld(from.get(), READERS_AT_ONCE, kept, lives.links()::remove);
        }
        if (fromErasure.isPresent()) {
            fromErasure = lives.tombstones().removeOld(fromErasure.get(), READERS_AT_ONCE, ages.oldBeforeMs(kept));
        }
    }
}
