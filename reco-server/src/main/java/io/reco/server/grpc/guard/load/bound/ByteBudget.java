package io.reco.server.grpc.guard.load.bound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that may be held at once, over all connections. One connection gets no more than is left for the others (the dynamic
 * threshold of Choudhury and Hahne, 1998): alone it holds half, and each of n greedy ones leaves room for one more like it, so
 * that who needs little always gets it. What is larger than the whole budget goes in when nothing else is held.
 */
public final class ByteBudget {

    private final long max;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(long max) {
        this.max = max;
    }

    /** What one connection holds. */
    public static final class Share {
        private final AtomicLong held = new AtomicLong();

        public long held() {
            return held.get();
        }
    }

    /** Takes bytes for a connection; false when they do not fit, and then nothing is taken. */
    public boolean take(Share share, long bytes) {
        long before = held.getAndAdd(bytes);
        long own = share.held.getAndAdd(bytes);
        boolean alone = before == own && before == 0;
        if (alone || own + bytes <= max - before) {
            return true;
        }
        give(share, bytes);
        return false;
    }

    /** Counts bytes that are there already. */
    public void add(Share share, long bytes) {
        held.addAndGet(bytes);
        share.held.addAndGet(bytes);
    }

    public void give(Share share, long bytes) {
        held.addAndGet(-bytes);
        share.held.addAndGet(-bytes);
    }

    /** Whether a connection holds more than is left for the others, and more than {@code least}. */
    public boolean isCrowded(Share share, long least) {
        long own = share.held.get();
        return own > least && own > max - held.get();
    }

    public long held() {
        return held.get();
    }

    public long max() {
        return max;
    }
}
