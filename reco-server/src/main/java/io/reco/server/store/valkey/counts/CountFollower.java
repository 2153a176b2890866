package io.reco.server.store.valkey.counts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import com.google.common.util.concurrent.Uninterruptibles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.LogRewoundException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.tail.ValkeyTail;
import io.reco.server.threads.Threads;

/** Follows the log for the counts, from where they are safely written on, in a thread of its own: nothing waits for models. */
final class CountFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CountFollower.class);

    private static final int BATCH = 1_024;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final long FORGET_EVERY_NS = Duration.ofSeconds(1).toNanos();

    private final WrittenCounts written;
    private final Uncounted uncounted;
    private final int partitions;
    private final Function<Positions, ValkeyTail> tails;
    private final Thread thread;
    private volatile Positions at = Positions.START;
    private volatile boolean closed;

    /** Guarded by itself. */
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(Positions upTo, CompletableFuture<Void> done) {}

    CountFollower(WrittenCounts written, Uncounted uncounted, Layout layout, Function<Positions, ValkeyTail> tails) {
        this.written = written;
        this.uncounted = uncounted;
        this.partitions = layout.partitions();
        this.tails = tails;
        this.thread = Threads.daemon("store-counts", this::follow);
    }

    void start() {
        thread.start();
    }

    /** Up to where all events are among the uncounted that are not written. */
    Positions at() {
        return at;
    }

    /** Completes once it has come so far; fails when that takes long, for a partition that cannot be read. */
    CompletableFuture<Void> reachedSoon(Positions upTo) {
        return reached(upTo)
                .orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? Refusal.unavailable(
                                        "counts: the log cannot be read (expected: all of its shards)", failure)
                                : failure));
    }

    private CompletableFuture<Void> reached(Positions upTo) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (waiters) {
            if (at.reached(upTo)) {
                done.complete(null);
            } else if (closed) {
                done.completeExceptionally(Refusal.unavailable("store: closed (expected: open)", null));
            } else {
                waiters.add(new Waiter(upTo, done));
            }
        }
        return done;
    }

    private void follow() {
        while (!closed) {
            try {
                followFrom(safeUpTo());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closing
                return;
            } catch (LogRewoundException | FactsGoneException e) {
                log.warn("counts begin anew: {}", e.getMessage());
                uncounted.forgetAll();
            } catch (Refusal e) {
                log.debug("counts cannot be followed, tried again", e);
                uncounted.forgetAll();
                Uninterruptibles.sleepUninterruptibly(IDLE);
            } catch (RuntimeException e) {
                log.warn("counts cannot be followed, tried again", e);
                uncounted.forgetAll();
                Uninterruptibles.sleepUninterruptibly(IDLE);
            }
        }
    }

    private void followFrom(Positions begin) throws InterruptedException {
        ValkeyTail tail = tails.apply(begin);
        reach(tail.at());
        long nextForgetNs = System.nanoTime();
        while (!closed) {
            int fed = tail.readPlaced(BATCH, uncounted::add);
            if (fed > 0) {
                reach(tail.at());
            } else {
                tail.awaitNewer(IDLE);
            }
            if (System.nanoTime() - nextForgetNs >= 0) {
                forget();
                nextForgetNs = System.nanoTime() + FORGET_EVERY_NS;
            }
        }
    }

    private void forget() {
        try {
            Positions unused = safeUpTo();
        } catch (Refusal e) {
            log.debug("written counts unknown, looked for later", e);
        }
    }

    /** The newest place up to which all is safely written, in all partitions; what stands up to there is forgotten. */
    private Positions safeUpTo() {
        List<CompletableFuture<WrittenCounts.Some>> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(written.of(partition, List.of()));
        }
        Positions least = null;
        for (int partition = 0; partition < partitions; partition++) {
            Positions safe = Failures.join(all.get(partition)).safeUpTo();
            uncounted.forget(partition, safe);
            least = least == null ? safe : least.least(safe);
        }
        return least == null ? Positions.START : least;
    }

    private void reach(Positions place) {
        List<Waiter> answered = new ArrayList<>();
        synchronized (waiters) {
            at = place;
            waiters.removeIf(waiter -> place.reached(waiter.upTo) && answered.add(waiter));
        }
        answered.forEach(waiter -> waiter.done.complete(null));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread);
        List<Waiter> left;
        synchronized (waiters) {
            left = new ArrayList<>(waiters);
            waiters.clear();
        }
        left.forEach(waiter ->
                waiter.done.completeExceptionally(Refusal.unavailable("store: closed (expected: open)", null)));
    }
}
