package io.reco.server.learn.snapshot;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import com.google.common.util.concurrent.Uninterruptibles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.learn.follow.Follower;
import io.reco.server.model.Models;
import io.reco.server.store.log.Positions;
import io.reco.server.threads.Threads;

/**
 * Writes snapshots: every few minutes, in a thread of its own, and the last one at the end.
 *
 * <p>While what facts change is told, the follower pauses: only it changes that, so nothing has to be locked or copied, and pages
 * go on. What takes most of the time is told after the pause: neighbour rows and EASE, which never change once they are made,
 * and the wait for the disk.
 */
public final class SnapshotWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SnapshotWriter.class);

    private final Snapshots snapshots;
    private final Follower follower;
    private final Models models;
    private final long everyNs;
    private final BooleanSupplier isKeeper;
    private final Thread thread;
    private CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile boolean closed;

    private SnapshotWriter(
            Snapshots snapshots, Follower follower, Models models, Duration every, BooleanSupplier isKeeper) {
        this.snapshots = snapshots;
        this.follower = follower;
        this.models = models;
        this.everyNs = every.toNanos();
        this.isKeeper = isKeeper;
        this.thread = Threads.daemon("reco-snapshots", this::run);
    }

    /**
     * Begins to write, so often, once the follower is ready.
     *
     * @param isKeeper whether it is this process that writes those of the store, see {@link io.reco.server.store.Store#isKeeper}
     */
    public static SnapshotWriter start(
            Snapshots snapshots, Follower follower, Models models, Duration every, BooleanSupplier isKeeper) {
        SnapshotWriter writer = new SnapshotWriter(snapshots, follower, models, every, isKeeper);
        writer.started = follower.ready().thenRun(writer.thread::start);
        return writer;
    }

    /** Writes a last one, unless nothing has changed; only after the follower was closed. */
    @Override
    public void close() {
        boolean ready = !started.cancel(false) && !started.isCompletedExceptionally();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Uninterruptibles.joinUninterruptibly(thread);
        if (ready && !follower.failure().isDone()) {
            write(true);
        }
    }

    private void run() {
        try {
            long nextNs = System.nanoTime() + everyNs;
            while (rest(nextNs - System.nanoTime())) {
                write(false);
                nextNs = System.nanoTime() + everyNs;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    /** Says whether it is time; not when this is closed before. */
    private synchronized boolean rest(long nanos) throws InterruptedException {
        long endNs = System.nanoTime() + nanos;
        while (!closed && endNs - System.nanoTime() > 0) {
            wait(Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
        }
        return !closed;
    }

    /**
     * Writes one now, unless another process does it, or there is one of this place in the log. Only for one thread at a time.
     *
     * @param last whether the follower was closed, so that nothing waits for its turn. Before, one is also written where there
     *     are not two of this place: otherwise, where nothing comes any more, the one before would keep what was erased since,
     *     and the log the facts after it
     */
    private void write(boolean last) {
        if (!isKeeper.getAsBoolean()) {
            snapshots.look();
            return;
        }
        try (Follower.Pause pause = follower.pause()) {
            Positions at = pause.at();
            if (at.equals(snapshots.status().at()) && (last || snapshots.passed(at))) {
                return;
            }
            snapshots.put(
                    at,
                    out -> {
                        pause.save(out);
                        pause.end();
                        models.saveLearned(out);
                    },
                    last ? () -> 0 : pause::lastedMs);
            SnapshotStatus status = snapshots.status();
            log.info(
                    "snapshot written position={} bytes={} ms={} paused_ms={}",
                    at,
                    status.bytes(),
                    status.tookMs(),
                    status.pausedMs());
        } catch (IOException | RuntimeException | Error e) {
            OutOfMemory.report(e);
            log.warn("snapshot not written, the next one is tried in time", e);
        }
    }
}
