package io.reco.server.evaluate;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A log's own time, which its events move on; it never goes back. */
final class LogClock extends Clock {

    private volatile long nowMs;

    /** Says that it is this moment, in milliseconds since 1970 UTC, or later. */
    void reach(long timeMs) {
        nowMs = Math.max(nowMs, timeMs);
    }

    @Override
    public long millis() {
        return nowMs;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new IllegalArgumentException("zone: " + zone + " (expected: UTC)");
    }
}
