package io.reco.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
public final class MovableClock extends Clock {

    private volatile Instant now;
    private volatile Duration ran = Duration.ZERO;

    public MovableClock(Instant now) {
        this.now = now;
    }

    /** Moves it on, or back when {@code by} is negative, and {@link #nanoTime} with it: as if that time went by. */
    public void move(Duration by) {
        ran = ran.plus(by);
        now = now.plus(by);
    }

    /** Sets it to another time, which is no time that goes by. */
    public void set(Duration by) {
        now = now.plus(by);
    }

    /** What a monotonic clock says, in nanoseconds from anywhere. */
    public long nanoTime() {
        return ran.toNanos();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new IllegalArgumentException("zone: " + zone + " (expected: never asked for)");
    }
}
