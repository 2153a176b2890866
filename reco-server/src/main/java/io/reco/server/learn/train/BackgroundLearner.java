package io.reco.server.learn.train;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.threads.Threads;

/**
 * Lets a {@link Learner} learn again whenever enough has happened, in one thread, which rests several times as long
 * as it learned: so learning takes a fifth of one CPU at most. What is less than enough is learned when no more comes, after a
 * longer rest: so the end of a log is learned, too. While a log is imported, what was learned of is out of date at once: then it
 * has to double first, so that however long an import is, it costs a few times what learning at its end does. What a
 * snapshot brought along was learned already: after a start from one, only what came since counts, and the last of it waits a
 * minute more, for the first callers have better use of the CPU.
 */
public final class BackgroundLearner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackgroundLearner.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration AFTER_START = Duration.ofMinutes(1);
    private static final int REST = 4;
    private static final int REST_FOR_LITTLE = 10;
    private static final double NEWS_PART = 0.02;
    private static final int NEWS_MIN = 200;

    /** What comes faster than this, engagements a second, is an import; and how much of what is known is enough then. */
    private static final int RUSH = 2_000;

    private static final double NEWS_PART_RUSH = 1;

    private final Models models;
    private final Learner learner;
    private final LongSupplier position;
    private final Thread thread;
    private CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile long learnedPosition;
    private volatile boolean closed;

    private BackgroundLearner(Models models, Learner learner, LongSupplier position) {
        this.models = models;
        this.learner = learner;
        this.position = position;
        this.thread = Threads.daemon("reco-learner", this::run);
    }

    /**
     * Begins to learn once {@code ready} completes.
     *
     * @param position of the newest fact in the models
     */
    public static BackgroundLearner start(
            Models models, Learner learner, LongSupplier position, CompletableFuture<Void> ready) {
        BackgroundLearner background = new BackgroundLearner(models, learner, position);
        background.started = ready.thenRun(background.thread::start);
        return background;
    }

    /** Stops after what is being learned. */
    @Override
    public void close() {
        closed = true;
        started.cancel(false);
        synchronized (this) {
            notifyAll();
        }
    }

    /** Position of a fact up to which what is served was learned from all that the log says. */
    public long learnedPosition() {
        return learnedPosition;
    }

    private void run() {
        try {
            long learnedAt = models.read(View::learnedFrom);
            long lookedAt = learnedAt;
            long lookedNs = System.nanoTime();
            long littleFromNs = lookedNs + (learnedAt == 0 ? 0 : AFTER_START.toNanos());
            while (!closed) {
                long reached = position.getAsLong(); // first: what it counts is in the models then
                long engagements = models.read(View::engagements);
                long news = engagements - learnedAt;
                boolean more = engagements != lookedAt;
                long nowNs = System.nanoTime();
                double rate = (engagements - lookedAt) * 1e9 / Math.max(1, nowNs - lookedNs);
                lookedAt = engagements;
                lookedNs = nowNs;
                if (news == 0) {
                    learnedPosition = reached;
                }
                boolean quiet = news > 0 && !more && System.nanoTime() - littleFromNs >= 0;
                if (!enough(news, learnedAt, rate) && !quiet) {
                    rest(LOOK_EVERY.toMillis());
                    continue;
                }
                long begin = System.nanoTime();
                learner.learn(1);
                learnedAt = engagements;
                learnedPosition = reached;
                long tookNs = System.nanoTime() - begin;
                littleFromNs = System.nanoTime() + REST_FOR_LITTLE * tookNs;
                rest(REST * tookNs / 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            log.error("learning stopped, what was learned stays", e);
        }
    }

    /**
     * Whether so many new engagements are worth learning anew.
     *
     * @param learned how many were learned of
     * @param rate how many come, a second
     */
    static boolean enough(long news, long learned, double rate) {
        return news >= NEWS_MIN + (rate > RUSH ? NEWS_PART_RUSH : NEWS_PART) * learned;
    }

    /** Waits, but not beyond the closing. */
    private synchronized void rest(long millis) throws InterruptedException {
        long endNs = System.nanoTime() + millis * 1_000_000;
        long leftMs = millis;
        while (!closed && leftMs > 0) {
            wait(leftMs);
            leftMs = (endNs - System.nanoTime()) / 1_000_000;
        }
    }
}
