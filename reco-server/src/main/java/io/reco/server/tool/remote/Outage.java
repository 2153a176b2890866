package io.reco.server.tool.remote;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.client.RecommendException;

/** Tells now and then that a server is away, once that takes long. Safe for use by many threads. */
public final class Outage implements BiConsumer<RecommendException, Duration> {

    private static final Duration TOLD_AFTER = Duration.ofSeconds(3);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private final Duration patience;
    private final Consumer<String> tell;
    private final AtomicLong toldNanos = new AtomicLong();

    /**
     * Made for one target.
     *
     * @param patience how long calls are repeated
     */
    public Outage(Duration patience, Consumer<String> tell) {
        this.patience = patience;
        this.tell = tell;
    }

    @Override
    public void accept(RecommendException failure, Duration taken) {
        long now = System.nanoTime();
        long before = toldNanos.get();
        boolean due = before == 0 || now - before > TOLD_EVERY.toNanos();
        if (taken.compareTo(TOLD_AFTER) > 0 && due && toldNanos.compareAndSet(before, now)) {
            tell.accept(Target.reason(failure) + "; trying again, for at most " + patience.toSeconds() + " s");
        }
    }
}
