package io.reco.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
public final class MovableClock extends Clock {

    /** Both clocks, so that whoever looks at both meanwhile finds them a moment apart, and never a different way gone. */
    private record Hands(Instant now, Duration ran) {}

    private volatile Hands hands;

    public MovableClock(Instant now) {
        hands = new Hands(now, Duration.ZERO);
    }

    /** Moves it on, or back when {@code by} is negative, and {@link #nanoTime} with it: as if that time went by. */
    public void move(Duration by) {
        hands = new Hands(hands.now.plus(by), hands.ran.plus(by));
    }

    /** Sets it to another time, which is no time that goes by. */
    public void set(Duration by) {
        hands = new Hands(hands.now.plus(by), hands.ran);
    }

    /** What a monotonic clock says, in nanoseconds from anywhere. */
    public long nanoTime() {
        return hands.ran.toNanos();
    }

    @Override
    public Instant instant() {
        return hands.now;
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
