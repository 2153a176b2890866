package io.reco.server.grpc.guard.load.bound;

import java.time.Duration;

import com.netflix.concurrency.limits.limit.AIMDLimit;

/**
 * How many calls may be under way, from how late they begin. The signal is CoDel's (RFC 8289): a call that waits says little,
 * but where not one call in 100 ms began in time, the queue stands, and the limit shrinks by a tenth, the later they were the
 * more often. While calls begin in time and the limit is made use of it grows, by one in 10 ms at most. So it neither grows
 * where nobody asks for more, nor shrinks where a slow machine, not the number of calls, is what makes them late.
 */
public final class QueueLimit {

    private static final double BACKOFF = .9;
    private static final long WINDOW_NS = Duration.ofMillis(100).toNanos();
    private static final long GROWTH_NS = Duration.ofMillis(10).toNanos();
    private static final int BEGINS_MIN = 5;
    private static final int SHRINKS_MAX = 4;

    private final AIMDLimit limit;
    private final int callsMax;

    private long windowNanos;
    private long grownNanos;
    private long leastLateNanos = Long.MAX_VALUE;
    private int begins;
    private int inFlightMost;

    public QueueLimit(LoadLimits limits, long nowNanos) {
        limit = AIMDLimit.newBuilder()
                .initialLimit(limits.callsFirst())
                .minLimit(limits.callsMin())
                // This version halves a limit that has reached its bound: it is kept from doing so.
                .maxLimit(limits.callsMax() + 2)
                .backoffRatio(BACKOFF)
                .build();
        callsMax = limits.callsMax();
        windowNanos = nowNanos;
        grownNanos = nowNanos;
    }

    public int calls() {
        return limit.getLimit();
    }

    /**
     * A call begins.
     *
     * @param lateNanos how much longer it waited than its class may; not above 0 when it begins in time
     * @param inFlight calls under way, this one included
     */
    public synchronized void began(long nowNanos, long lateNanos, int inFlight) {
        leastLateNanos = Math.min(leastLateNanos, lateNanos);
        inFlightMost = Math.max(inFlightMost, inFlight);
        begins++;
        if (lateNanos <= 0 && limit.getLimit() < callsMax && nowNanos - grownNanos >= GROWTH_NS) {
            grownNanos = nowNanos;
            limit.onSample(nowNanos, 0, inFlight, false);
        }
        if (nowNanos - windowNanos >= WINDOW_NS && begins >= BEGINS_MIN) {
            if (leastLateNanos > 0 && 2L * inFlightMost >= limit.getLimit()) {
                shrink(nowNanos);
            }
            windowNanos = nowNanos;
            leastLateNanos = Long.MAX_VALUE;
            inFlightMost = 0;
            begins = 0;
        }
    }

    private void shrink(long nowNanos) {
        long times = Math.min(SHRINKS_MAX, 1 + leastLateNanos / WINDOW_NS);
        for (int i = 0; i < times; i++) {
            limit.onSample(nowNanos, leastLateNanos, inFlightMost, true);
        }
    }
}
