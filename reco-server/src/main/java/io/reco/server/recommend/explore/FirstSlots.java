package io.reco.server.recommend.explore;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long after their publication articles had their first slots, of those published since the first page. Safe for use by many
 * threads.
 */
public final class FirstSlots {

    private final AtomicLong sinceMs = new AtomicLong(Long.MAX_VALUE);
    private final LongAdder count = new LongAdder();
    private final LongAdder delayMs = new LongAdder();

    FirstSlots() {}

    /** There is a page now, milliseconds since 1970 UTC. */
    void page(long nowMs) {
        if (sinceMs.get() == Long.MAX_VALUE) {
            sinceMs.compareAndSet(Long.MAX_VALUE, nowMs);
        }
    }

    /** An article of this time of publication has its first slot now. */
    void add(long publishMs, long nowMs) {
        if (publishMs >= sinceMs.get()) {
            count.increment();
            delayMs.add(Math.max(0, nowMs - publishMs));
        }
    }

    /** How many there were so far. */
    public long count() {
        return count.sum();
    }

    /** Milliseconds from publication to first slot, of all of them together. */
    public long delayMs() {
        return delayMs.sum();
    }
}
