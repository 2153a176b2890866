package io.reco.server.tool;

/**
 * The rule for a heap that is full without ever being empty enough to say so: nearly all the time goes into collections, and
 * there is hardly anything free after them, look after look. The idea is HotSpot's own GC overhead limit (98 % of the time,
 * less than 2 % free, five collections in a row), which of its collectors the parallel one alone has in Java 17 to 25. The
 * limits are wider here, for what is seen from inside a process is coarser: G1 cannot use the rest of a region that a large
 * object ends in (a heap of 40 regions that nobody could get anything from was seen 92 % full), and what passes between two
 * collections counts as the program's time (98 to 99.7 % were seen in collections). They are looked at for longer instead.
 */
final class Exhaustion {

    /** Looks should be this far apart, or further. */
    static final long LOOK_MILLIS = 5_000;

    private static final int LOOKS = 5;
    private static final double COLLECTING_MIN = .95;
    private static final double FREE_MAX = .1;
    private static final double NETWORK_MAX = .95;
    private static final double NANOS_PER_MILLI = 1e6;

    private long lastNanos;
    private long lastCollectingMillis;
    private int inARow;
    private int networkInARow;

    /**
     * Begins now.
     *
     * @param nanos the time, of {@link System#nanoTime}
     * @param collectingMillis how long collections have kept the program waiting since it began
     */
    Exhaustion(long nanos, long collectingMillis) {
        lastNanos = nanos;
        lastCollectingMillis = collectingMillis;
    }

    /**
     * Whether a look at the heap shows, after those before it, that it is exhausted. Allocates nothing. One long wait, such
     * as of a process that was suspended while it collected, is one look, whatever its length.
     *
     * @param free what of the largest heap is free, in bytes
     * @param max the largest heap, in bytes
     */
    boolean shownBy(long nanos, long collectingMillis, long free, long max) {
        double passed = nanos - lastNanos;
        double collecting = (collectingMillis - lastCollectingMillis) * NANOS_PER_MILLI;
        lastNanos = nanos;
        lastCollectingMillis = collectingMillis;
        boolean full = collecting >= COLLECTING_MIN * passed && free <= FREE_MAX * max;
        inARow = full ? inARow + 1 : 0;
        return inARow >= LOOKS;
    }

    /**
     * The same for memory outside of the heap, where nothing collects: whether it was full, look after look.
     *
     * @param used what part of it is taken, 0..1
     */
    boolean shownByNetwork(double used) {
        networkInARow = used >= NETWORK_MAX ? networkInARow + 1 : 0;
        return networkInARow >= LOOKS;
    }
}
