package io.reco.server.store.rocksdb.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.common.util.concurrent.Uninterruptibles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.WriteTimes;
import io.reco.server.store.rocksdb.counts.HotCounts;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.LifeChange;
import io.reco.server.store.rocksdb.lives.Tombstones;

/**
 * The one thread that writes facts. Appends that arrive while a flush is under way wait together and share the next one, as a
 * group.
 */
public final class LogWriter implements AutoCloseable {

    /** Facts that may wait; an append beyond them is refused. */
    static final int FACTS_QUEUED_MAX = 65_536;

    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
    private static final int GROUP_FACTS_MAX = 4_096;
    private static final long IDLE_MS = 100;
    private static final long LOOK_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Database database;
    private final LogEnds ends;
    private final SeenIds seenIds;
    private final Tombstones tombstones;
    private final HotCounts hotCounts = new HotCounts();
    private final IdKeys ids;
    private final Consumer<String> overgrown;
    private final Runnable betweenGroups;
    private final Semaphore room = new Semaphore(FACTS_QUEUED_MAX);
    private final BlockingQueue<Append> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "store-writer");

    /** Taken from the queue already, but not of the group before. */
    private @Nullable Append next;

    private volatile boolean closing;
    private volatile boolean stopped;
    /** Written by the thread alone. */
    private volatile WriteTimes times = WriteTimes.NONE;

    private long nextLookNanos = System.nanoTime();

    /**
     * Writes to a database once it is started.
     *
     * @param overgrown takes readers whose records hold much that does not count any more
     * @param betweenGroups what else this thread does, often and briefly, whether facts come or not; throws nothing
     */
    public LogWriter(
            Database database,
            LogEnds ends,
            SeenIds seenIds,
            Tombstones tombstones,
            IdKeys ids,
            Consumer<String> overgrown,
            Runnable betweenGroups) {
        this.database = database;
        this.ends = ends;
        this.seenIds = seenIds;
        this.tombstones = tombstones;
        this.betweenGroups = betweenGroups;
        this.ids = ids;
        this.overgrown = overgrown;
    }

    public void start() {
        thread.start();
    }

    /** How long groups took until they were durable. */
    WriteTimes times() {
        return times;
    }

    CompletableFuture<Appended> append(Append append) {
        if (closing) {
            return CompletableFuture.failedFuture(closed());
        }
        if (!room.tryAcquire(permits(append))) {
            return CompletableFuture.failedFuture(Refusal.unavailable(
                    "store: more than " + FACTS_QUEUED_MAX + " facts wait (expected: fewer)", null));
        }
        queue.add(append);
        if (stopped) {
            // The thread may have looked at the queue for the last time before this append came.
            refuseQueued();
        }
        return append.appended();
    }

    private static int permits(Append append) {
        return Math.min(append.entries().size(), FACTS_QUEUED_MAX);
    }

    private void run() {
        try {
            List<Append> appends = nextAppends();
            while (!closing || !appends.isEmpty()) {
                if (!appends.isEmpty()) {
                    write(appends);
                }
                recover();
                betweenGroups.run();
                appends = nextAppends();
            }
        } catch (InterruptedException e) {
            log.warn("store writer interrupted");
        } finally {
            closing = true;
            stopped = true;
            refuseQueued();
            ends.close();
        }
    }

    private List<Append> nextAppends() throws InterruptedException {
        List<Append> appends = new ArrayList<>();
        Append append = next != null ? next : queue.poll(closing ? 0 : IDLE_MS, TimeUnit.MILLISECONDS);
        next = null;
        int facts = 0;
        while (append != null) {
            if (append.life() != null && !appends.isEmpty()) {
                next = append; // these change what events of the same group would be compared with
                break;
            }
            appends.add(append);
            facts += append.entries().size();
            append = facts < GROUP_FACTS_MAX && append.life() == null ? queue.poll() : null;
        }
        return appends;
    }

    private void write(List<Append> group) {
        List<Append> appends = new ArrayList<>(group);
        appends.removeIf(Append::tryOut);
        if (!appends.isEmpty()) {
            append(appends);
        }
        for (Append append : group) {
            if (append.tryOut()) {
                tryOut(append);
            }
        }
    }

    private void tryOut(Append append) {
        try {
            KnownEvents known = new KnownEvents(database, seenIds, tombstones, ids);
            known.find(List.of(append));
            List<Outcome> outcomes = append.events().stream()
                    .map(entry -> known.decide(entry.event(), append.acceptedMs()))
                    .toList();
            room.release(permits(append));
            append.appended().complete(new Appended(RocksFactLog.place(ends.newest()), outcomes));
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            refuse(List.of(append), e);
        }
    }

    private void append(List<Append> appends) {
        List<Appended> results;
        AppendGroup group = new AppendGroup(database, seenIds, tombstones, hotCounts, ids, overgrown, ends);
        LifeChange life = appends.get(0).life();
        long begin = System.nanoTime();
        try {
            results = life == null ? group.write(appends) : life.alone(() -> group.write(appends));
            ends.grown(group.newest());
        } catch (RuntimeException | Error e) {
            // An error too: whoever waits must be told, and the next group may go better.
            OutOfMemory.report(e);
            hotCounts.clear();
            refuse(appends, e);
            return;
        }
        times = new WriteTimes(times.writes() + 1, times.nanos() + System.nanoTime() - begin);
        for (int i = 0; i < appends.size(); i++) {
            room.release(permits(appends.get(i)));
            appends.get(i).appended().complete(results.get(i));
        }
    }

    private void refuse(List<Append> appends, Throwable cause) {
        Refusal refusal = cause instanceof Refusal known
                ? known
                : Refusal.unavailable("store: cannot write (expected: facts that can be stored)", cause);
        for (Append append : appends) {
            room.release(permits(append));
            append.appended().completeExceptionally(refusal);
        }
    }

    /** Looks how the disk is, and goes on after trouble with it. */
    private void recover() {
        if (System.nanoTime() - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = System.nanoTime() + LOOK_PAUSE_NANOS;
        try {
            database.look();
            if (database.recover()) {
                // Facts whose write failed while it was flushed may be there, or not.
                ends.grown(new StoredLog(database).newest());
                hotCounts.clear();
            }
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            log.debug("store not recovered", e); // who has to know was told of the trouble
        }
    }

    private void refuseQueued() {
        List<Append> left = new ArrayList<>();
        if (next != null && Thread.currentThread() == thread) {
            left.add(next);
            next = null;
        }
        queue.drainTo(left);
        refuse(left, closed());
    }

    private static Refusal closed() {
        return Refusal.unavailable("store: closed (expected: open)", null);
    }

    /** Writes what waits, then ends the thread. Idempotent. */
    @Override
    public void close() {
        closing = true;
        ends.close();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
