package io.reco.server.store.rocksdb.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.FactLog.Appended;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/**
 * The one thread that writes facts. Calls that arrive while a flush is under way wait together and share the next one. Between
 * groups it tidies up: removes days of old event ids, rewrites overgrown readers.
 */
public final class LogWriter implements AutoCloseable {

    /** Facts that may wait; a call beyond them is refused. */
    static final int FACTS_QUEUED_MAX = 65_536;

    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
    private static final int GROUP_FACTS_MAX = 4_096;
    private static final long IDLE_MS = 100;
    private static final int COMPACTIONS = 16;
    private static final long TIDY_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final SeenIds seenIds;
    private final RocksReaders readers;
    private final IdKeys ids;
    private final Semaphore room = new Semaphore(FACTS_QUEUED_MAX);
    private final BlockingQueue<Call> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "store-writer");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile long newest;
    private volatile boolean closing;
    private volatile boolean stopped;
    private long tidyNanos = System.nanoTime();

    public LogWriter(Database database, SeenIds seenIds, RocksReaders readers, IdKeys ids) {
        this.database = database;
        this.seenIds = seenIds;
        this.readers = readers;
        this.ids = ids;
        this.newest = new StoredLog(database).newest();
    }

    public void start() {
        thread.start();
    }

    CompletableFuture<Appended> append(Call call) {
        if (closing) {
            return CompletableFuture.failedFuture(closed());
        }
        if (!room.tryAcquire(permits(call))) {
            return CompletableFuture.failedFuture(Refusal.unavailable(
                    "store: more than " + FACTS_QUEUED_MAX + " facts wait (expected: fewer)", null));
        }
        queue.add(call);
        if (stopped) {
            // The thread may have looked at the queue for the last time before this call came.
            refuseQueued();
        }
        return call.appended();
    }

    private static int permits(Call call) {
        return Math.min(call.entries().size(), FACTS_QUEUED_MAX);
    }

    long newest() {
        return newest;
    }

    boolean awaitNewer(long after, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (newest <= after && nanos > 0 && !closing) {
                nanos = grown.awaitNanos(nanos);
            }
            return newest > after;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            List<Call> calls = nextCalls();
            while (!closing || !calls.isEmpty()) {
                if (!calls.isEmpty()) {
                    write(calls);
                }
                tidy();
                calls = nextCalls();
            }
        } catch (InterruptedException e) {
            log.warn("store writer interrupted");
        } finally {
            closing = true;
            stopped = true;
            refuseQueued();
            wakeWaiting();
        }
    }

    private List<Call> nextCalls() throws InterruptedException {
        List<Call> calls = new ArrayList<>();
        Call call = queue.poll(closing ? 0 : IDLE_MS, TimeUnit.MILLISECONDS);
        int facts = 0;
        while (call != null) {
            calls.add(call);
            facts += call.entries().size();
            call = facts < GROUP_FACTS_MAX ? queue.poll() : null;
        }
        return calls;
    }

    private void write(List<Call> calls) {
        List<Appended> results;
        FactGroup group = new FactGroup(database, seenIds, ids, newest);
        try {
            results = group.write(calls);
            newest = group.newest();
        } catch (RuntimeException | Error e) {
            // An error too: whoever waits must be told, and the next group may go better.
            OutOfMemory.report(e);
            refuse(calls, e);
            return;
        }
        wakeWaiting();
        for (int i = 0; i < calls.size(); i++) {
            room.release(permits(calls.get(i)));
            calls.get(i).appended().complete(results.get(i));
        }
    }

    private void refuse(List<Call> calls, Throwable cause) {
        Refusal refusal = cause instanceof Refusal known
                ? known
                : Refusal.unavailable("store: cannot write (expected: facts that can be stored)", cause);
        for (Call call : calls) {
            room.release(permits(call));
            call.appended().completeExceptionally(refusal);
        }
    }

    private void tidy() {
        if (System.nanoTime() - tidyNanos < 0) {
            return;
        }
        try {
            if (database.recover()) {
                // Facts whose write failed while it was flushed may be there, or not.
                newest = new StoredLog(database).newest();
                wakeWaiting();
            }
            seenIds.removeOld();
            readers.compact(COMPACTIONS);
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            // What was not tidied is tidied later; appends tell their callers themselves when the disk is in trouble.
            log.warn("store not tidied, trying again in 1 s", e);
            tidyNanos = System.nanoTime() + TIDY_PAUSE_NANOS;
        }
    }

    private void refuseQueued() {
        List<Call> left = new ArrayList<>();
        queue.drainTo(left);
        refuse(left, closed());
    }

    private static Refusal closed() {
        return Refusal.unavailable("store: closed (expected: open)", null);
    }

    private void wakeWaiting() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, then ends the thread. Idempotent. */
    @Override
    public void close() {
        closing = true;
        wakeWaiting();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
