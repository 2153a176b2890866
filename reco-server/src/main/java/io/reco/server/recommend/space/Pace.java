package io.reco.server.recommend.space;

/**
 * How long a page takes from the call to the answer, as measured on pages made by the whole pipeline: what nearly all of them
 * stay below. One slow page moves it by a tenth, many in a row as far as they are slow. When none was measured for a while,
 * because every caller is in a hurry, it shrinks by half every ten seconds, so that after a slow time the whole pipeline is
 * tried again. Safe for use by many threads.
 *
 * <p>Source: a quantile by steps, Q. Ma, S. Muthukrishnan, M. Sandler, "Frugal streaming for estimating quantiles", 2013; here
 * the steps are parts of the estimate.
 */
public final class Pace {

    /** This part of pages takes less. */
    private static final double QUANTILE = 0.98;

    private static final double STEP = 0.1;
    private static final double UP = 1 + STEP * QUANTILE;
    private static final double DOWN = 1 - STEP * (1 - QUANTILE);
    private static final double HALVED_EVERY_NANOS = 10e9;

    /** Before the first one was measured. */
    private static final double FIRST_NANOS = 5e6;

    /** No page takes less. */
    private static final double LEAST_NANOS = 1e5;

    private double nanos = FIRST_NANOS;
    private long measuredAt;
    private boolean measured;

    public Pace() {}

    /** Takes in one page of the whole pipeline. */
    public synchronized void measured(long tookNanos, long nowNanos) {
        nanos = Math.max(LEAST_NANOS, tookNanos > nanos ? Math.min((double) tookNanos, nanos * UP) : nanos * DOWN);
        measured = true;
        measuredAt = nowNanos;
    }

    /** How much time a page needs, in nanoseconds. */
    public synchronized long neededNanos(long nowNanos) {
        double idleNanos = measured ? Math.max(0, nowNanos - measuredAt) : 0;
        return (long) Math.max(LEAST_NANOS, nanos * Math.pow(2, -idleNanos / HALVED_EVERY_NANOS));
    }
}
