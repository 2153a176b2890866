package io.reco.server.store.rocksdb.log;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the log begins and ends, for all threads, as the thread that writes it says. */
public final class LogEnds {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile long oldest;
    private volatile StoredLog.Newest newest;
    private volatile boolean closing;

    /** As they are stored. */
    public LogEnds(StoredLog log) {
        this.newest = log.newest();
        this.oldest = log.oldest();
    }

    /** Position before the first fact that is there. */
    public long oldest() {
        return oldest;
    }

    /** Position of the last fact; 0 when there never was one. */
    public long newest() {
        return newest.position();
    }

    /** When the newest fact was accepted, or one before it if that was later, milliseconds since 1970 UTC; 0 when none was. */
    public long acceptedMs() {
        return newest.acceptedMs();
    }

    void grown(StoredLog.Newest to) {
        newest = to;
        wake();
    }

    /** Says that the facts up to a position go. For the thread that writes. */
    public void cut(long to) {
        oldest = to;
    }

    /** Lets nobody wait any more. */
    void close() {
        closing = true;
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for facts after a position; says whether there are. */
    boolean awaitNewer(long after, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (newest() <= after && nanos > 0 && !closing) {
                nanos = grown.awaitNanos(nanos);
            }
            return newest() > after;
        } finally {
            lock.unlock();
        }
    }
}
