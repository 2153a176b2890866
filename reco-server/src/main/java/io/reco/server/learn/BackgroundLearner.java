package io.reco.server.learn;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.OutOfMemory;
import io.reco.server.model.Models;

/**
 * Lets a {@link Learner} learn again whenever enough has happened, in one thread, which rests several times as long
 * as it learned: so learning takes a fifth of one CPU at most.
 */
public final class BackgroundLearner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackgroundLearner.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int REST = 4;
    private static final double NEWS_SHARE = 0.02;
    private static final int NEWS_MIN = 200;

    private final Models models;
    private final Learner learner;
    private final Thread thread;
    private CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile boolean closed;

    private BackgroundLearner(Models models, Learner learner) {
        this.models = models;
        this.learner = learner;
        this.thread = new Thread(this::run, "reco-learner");
        thread.setDaemon(true);
    }

    /** Begins to learn once {@code ready} completes. */
    public static BackgroundLearner start(Models models, Learner learner, CompletableFuture<Void> ready) {
        BackgroundLearner background = new BackgroundLearner(models, learner);
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

    private void run() {
        try {
            long learnedAt = 0;
            while (!closed) {
                long engagements = models.engagements();
                if (engagements - learnedAt < NEWS_MIN + NEWS_SHARE * learnedAt) {
                    rest(LOOK_EVERY.toMillis());
                    continue;
                }
                long begin = System.nanoTime();
                learner.learn(1);
                learnedAt = engagements;
                rest(REST * (System.nanoTime() - begin) / 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        } catch (RuntimeException | Error e) {
            OutOfMemory.report(e);
            log.error("learning stopped, what was learned stays", e);
        }
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
