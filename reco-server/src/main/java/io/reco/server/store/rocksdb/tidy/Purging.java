package io.reco.server.store.rocksdb.tidy;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import com.google.common.util.concurrent.Uninterruptibles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.Remains;
import io.reco.server.store.rocksdb.lives.Remains.Remain;

/**
 * Takes the bytes of erased readers off the disk once the log has lost their facts: what was deleted is only hidden until the
 * files that hold it are compacted. Of the big tables those files are compacted that can hold something of these readers, a few
 * each; the log's first ones; and two small tables as a whole. That is done for all of them together, not more often than every
 * hour, and by a thread of its own, beside everything else.
 */
public final class Purging implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Purging.class);
    private static final long PAUSE_NANOS = Duration.ofHours(1).toNanos();
    private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int READERS_AT_ONCE = 1_000;

    private final Database database;
    private final LongSupplier oldest;
    private @Nullable Thread thread;
    private volatile long nextNanos = System.nanoTime();
    private volatile boolean closing;

    /**
     * In this database.
     *
     * @param oldest position of the log before its first fact
     */
    public Purging(Database database, LongSupplier oldest) {
        this.database = database;
        this.oldest = oldest;
    }

    /** Begins with what there is to be done, if it is time to. For the thread that appends facts. */
    void look() {
        if (closing || System.nanoTime() - nextNanos < 0 || (thread != null && thread.isAlive())) {
            return;
        }
        nextNanos = System.nanoTime() + LOOK_NANOS;
        long position = oldest.getAsLong();
        if (!Remains.upTo(database, position, 1).isEmpty()) {
            Thread begun = new Thread(() -> purge(position), "store-purge");
            begun.setDaemon(true);
            thread = begun;
            begun.start();
        }
    }

    private void purge(long position) {
        long beginNanos = System.nanoTime();
        nextNanos = beginNanos + RETRY_NANOS;
        try {
            List<Remain> remains = Remains.upTo(database, position, READERS_AT_ONCE);
            if (database.hasMoments()) {
                return; // they still have what was deleted, and compacting keeps it for them
            }
            database.flush();
            compact(position, remains);
            Remains.remove(database, remains);
            database.flush();
            database.compact(Table.META, null, null);
            nextNanos = beginNanos + (remains.size() < READERS_AT_ONCE ? PAUSE_NANOS : 0);
            log.info("purged readers={} ms={}", remains.size(), (System.nanoTime() - beginNanos) / 1_000_000);
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            if (!closing) {
                log.warn("erased readers not purged, trying again in 1 min", e);
            }
        }
    }

    private void compact(long position, List<Remain> remains) {
        database.compact(Table.LOG, null, Keys.ofLong(position + 1));
        for (Remain remain : remains) {
            compactAll(Table.READERS, Keys.ofReader(remain.reader()));
            for (byte[] prefix : SeenIds.prefixes(database, remain.reader())) {
                compactAll(Table.EVENT_IDS, prefix);
            }
        }
        // Days that are gone, but for what shares a file with the first one that is not.
        database.compact(Table.EVENT_IDS, null, SeenIds.firstDay(database));
        database.compact(Table.MERGES, null, null);
    }

    private void compactAll(Table table, byte[] prefix) {
        database.compact(table, prefix, Keys.afterAll(prefix));
    }

    /** Gives up what is under way; it is begun anew at the next start. */
    @Override
    public void close() {
        closing = true;
        Thread begun = thread;
        if (begun != null && begun.isAlive()) {
            database.cancelCompactions();
            Uninterruptibles.joinUninterruptibly(begun);
        }
    }
}
