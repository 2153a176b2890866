package io.reco.server.store.valkey.tail;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.threads.Threads;

/**
 * How far each partition's log goes: asked every 20 milliseconds, and told of what this server itself appends. A partition that
 * does not answer stays as it was. Safe for use by many threads.
 */
public final class LogEnds implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogEnds.class);
    private static final long PAUSE_MS = 20;

    private final Shards shards;
    private final Layout layout;
    private final Thread thread;
    private volatile Runnable each = () -> {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as all below is; by partition. */
    private final long[] newest;

    /** Of what was acknowledged to this server: never lost, whatever is asked. */
    private final long[] acknowledged;

    /** Up to where the cluster has no facts any more. */
    private final long[] gone;

    /** Up to where nobody has. */
    private final long[] oldest;

    private final long[] facts;
    private long acceptedMs;
    private boolean closed;

    /** Of this store; nothing is known before {@link #ask}. */
    public LogEnds(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
        this.newest = new long[layout.partitions()];
        this.acknowledged = new long[layout.partitions()];
        this.gone = new long[layout.partitions()];
        this.oldest = new long[layout.partitions()];
        this.facts = new long[layout.partitions()];
        this.thread = Threads.daemon("store-log-ends", this::askAlways);
    }

    /** Asks all once, and waits for the answers; fails with what asking fails with. */
    public void ask() {
        asking(false).join();
    }

    /** Begins to ask again and again, and runs {@code before} each time before. */
    public void start(Runnable before) {
        each = before;
        thread.start();
    }

    private void askAlways() {
        try {
            while (!isClosed()) {
                each.run();
                asking(true).join();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        } catch (RuntimeException e) {
            log.error("nobody asks how far the log goes any more", e);
        }
    }

    private CompletableFuture<Void> asking(boolean leniently) {
        CompletableFuture<?>[] all = new CompletableFuture<?>[layout.partitions()];
        for (int partition = 0; partition < all.length; partition++) {
            CompletableFuture<Void> asked = asking(partition);
            all[partition] = leniently ? asked.exceptionally(failure -> null) : asked;
        }
        return CompletableFuture.allOf(all);
    }

    private CompletableFuture<Void> asking(int partition) {
        return shards.look(Functions.step("ends", layout.log(partition), new Arguments()))
                .thenAccept(parts -> answered(partition, new Answer(parts)));
    }

    private void answered(int partition, Answer answer) {
        lock.lock();
        try {
            newest[partition] = new StreamPlace(answer.number(0), answer.number(1)).position();
            facts[partition] = answer.number(2);
            acceptedMs = Math.max(acceptedMs, answer.number(3));
            gone[partition] = new StreamPlace(answer.number(4), answer.number(5)).position();
            oldest[partition] = new StreamPlace(answer.number(6), answer.number(7)).position();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells of what was acknowledged to this server, and how many facts the partition had with it. */
    public void appended(Mark upTo, long count) {
        lock.lock();
        try {
            int partition = upTo.partition();
            acknowledged[partition] = Math.max(acknowledged[partition], upTo.position());
            reach(upTo, count);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells of what was read, acknowledged or not. */
    void read(Mark upTo, long count) {
        lock.lock();
        try {
            reach(upTo, count);
        } finally {
            lock.unlock();
        }
    }

    private void reach(Mark upTo, long count) {
        int partition = upTo.partition();
        newest[partition] = Math.max(newest[partition], upTo.position());
        facts[partition] = Math.max(facts[partition], count);
    }

    /** Where the newest facts are. */
    public Positions newest() {
        return Positions.at(newestEach());
    }

    /** The same, by partition. */
    long[] newestEach() {
        lock.lock();
        try {
            long[] each = newest.clone();
            Arrays.setAll(each, partition -> Math.max(newest[partition], acknowledged[partition]));
            return each;
        } finally {
            lock.unlock();
        }
    }

    /** What was acknowledged to this server. */
    public Positions acknowledged() {
        lock.lock();
        try {
            return Positions.at(acknowledged);
        } finally {
            lock.unlock();
        }
    }

    /** Where the log begins. */
    public Positions oldest() {
        lock.lock();
        try {
            return Positions.at(oldest);
        } finally {
            lock.unlock();
        }
    }

    /** Up to where the cluster has no facts any more; those after {@link #oldest} are in files. */
    public Positions gone() {
        lock.lock();
        try {
            return Positions.at(gone);
        } finally {
            lock.unlock();
        }
    }

    /** The same of one partition. */
    public long gone(int partition) {
        lock.lock();
        try {
            return gone[partition];
        } finally {
            lock.unlock();
        }
    }

    /** Tells that facts went from the cluster up to a mark, and up to a position for good. */
    public void gone(Mark upTo, long forGood) {
        lock.lock();
        try {
            int partition = upTo.partition();
            gone[partition] = Math.max(gone[partition], upTo.position());
            oldest[partition] = Math.max(oldest[partition], forGood);
        } finally {
            lock.unlock();
        }
    }

    /** How many facts a partition ever had. */
    long facts(int partition) {
        lock.lock();
        try {
            return facts[partition];
        } finally {
            lock.unlock();
        }
    }

    /** The newest moment that any fact was accepted at, milliseconds since 1970 UTC; 0 when none was. */
    public long acceptedMs() {
        lock.lock();
        try {
            return acceptedMs;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something holds, which is looked at whenever the ends changed, or for {@code timeout}; whether it does. */
    boolean await(BooleanSupplier holds, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && !holds.getAsBoolean() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closed && holds.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody asks any more. */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
