package io.reco.server.store.rocksdb.ids;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the clock may be believed when something is to be removed for its age. After a jump, ahead or back, it has to run
 * for a day first, by the monotonic clock, so that whoever set it wrong has the time to set it right. Not for several threads.
 */
final class ClockWatch {

    private static final long JUMP_MS = Duration.ofMinutes(1).toMillis();
    private static final long RUN_NANOS = Duration.ofDays(1).toNanos();
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private long lastMs;
    private long lastNanos;
    private boolean distrusted;
    private long distrustedNanos;

    ClockWatch(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lastMs = clock.millis();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Begins the day of running anew. */
    void distrust() {
        distrusted = true;
        distrustedNanos = nanoTime.getAsLong();
    }

    /** Compares how far both clocks went since the last look. */
    boolean steady() {
        long nowMs = clock.millis();
        long nowNanos = nanoTime.getAsLong();
        long apartMs = (nowMs - lastMs) - (nowNanos - lastNanos) / NANOS_A_MILLI;
        lastMs = nowMs;
        lastNanos = nowNanos;
        if (Math.abs(apartMs) > JUMP_MS) {
            distrust();
        } else if (distrusted && nowNanos - distrustedNanos >= RUN_NANOS) {
            distrusted = false;
        }
        return !distrusted;
    }
}
