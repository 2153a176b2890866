package io.reco.server.store.age;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.StoreException;

/**
 * Says what is old enough to be removed: the one place that all removal by age asks. While the clock cannot be believed nothing
 * is. It cannot after it went other ways than the monotonic clock, or when at the start it is far ahead of all that was
 * accepted before; then it has to run for a day first, by the monotonic clock, so that whoever set it wrong has the time to set
 * it right.
 *
 * <p>{@link #look} is for one thread, the rest for all.
 */
public final class Ages {

    /** Of clocks that are nothing but a little apart. */
    private static final Duration APART_MAX = Duration.ofHours(1);

    private static final Duration JUMP_MAX = Duration.ofMinutes(1);
    private static final Duration RUN_FIRST = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(Ages.class);
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long startMs;
    private final long startNanos;
    private volatile long lastMs;
    private long lastNanos;
    private long doubtedNanos;
    private volatile boolean doubted;
    private volatile long apartMs;

    private Ages(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startMs = clock.millis();
        this.startNanos = nanoTime.getAsLong();
        this.lastMs = startMs;
        this.lastNanos = startNanos;
    }

    /**
     * By this clock, which is compared with the newest moment that a fact was accepted at, and from then on with the monotonic
     * one.
     *
     * @param acceptedMs milliseconds since 1970 UTC; 0 when none was
     * @param nanoTime the monotonic clock, in nanoseconds from anywhere
     * @throws StoreException when the clock is more than an hour behind what was accepted
     */
    public static Ages start(Clock clock, long acceptedMs, LongSupplier nanoTime) {
        Ages ages = new Ages(clock, nanoTime);
        Duration ahead = Duration.ofMillis(ages.startMs - acceptedMs);
        Instant accepted = Instant.ofEpochMilli(acceptedMs);
        if (ahead.compareTo(APART_MAX.negated()) < 0) {
            throw StoreException.clock(Instant.ofEpochMilli(ages.startMs), accepted);
        }
        if (acceptedMs > 0 && ahead.compareTo(APART_MAX) > 0) {
            log.warn(
                    "clock ahead now={} accepted_last={}: nothing is removed for its age in the next 24 hours",
                    Instant.ofEpochMilli(ages.startMs),
                    accepted);
            ages.doubt();
        }
        return ages;
    }

    private void doubt() {
        doubted = true;
        doubtedNanos = nanoTime.getAsLong();
    }

    /** Compares how far both clocks went since the last look; to be called every few seconds. */
    public void look() {
        long beforeNanos = nanoTime.getAsLong();
        long nowMs = clock.millis();
        long nowNanos = nanoTime.getAsLong();
        if (nowNanos - beforeNanos > JUMP_MAX.toNanos()) {
            return; // the process stood still between the two: the next look tells more
        }
        long jumpMs = (nowMs - lastMs) - (nowNanos - lastNanos) / NANOS_A_MILLI;
        lastMs = nowMs;
        lastNanos = nowNanos;
        apartMs = (nowMs - startMs) - (nowNanos - startNanos) / NANOS_A_MILLI;
        if (Math.abs(jumpMs) > JUMP_MAX.toMillis()) {
            log.warn(
                    "clock jumped by={} to={}: nothing is removed for its age in the next 24 hours",
                    Duration.ofMillis(jumpMs),
                    Instant.ofEpochMilli(nowMs));
            doubt();
        } else if (doubted && nowNanos - doubtedNanos >= RUN_FIRST.toNanos()) {
            doubted = false;
        }
    }

    /**
     * What is from before this moment is old enough.
     *
     * @param kept how long it is kept
     * @return milliseconds since 1970 UTC; {@link Long#MIN_VALUE} while the clock cannot be believed
     */
    public long oldBeforeMs(Duration kept) {
        return doubted ? Long.MIN_VALUE : lastMs - kept.toMillis();
    }

    /** Whether the clock cannot be believed, so that nothing is removed for its age. */
    public boolean doubted() {
        return doubted;
    }

    /** How much farther the clock went than the monotonic one since the start, milliseconds; below 0 when less far. */
    public long apartMs() {
        return apartMs;
    }
}
