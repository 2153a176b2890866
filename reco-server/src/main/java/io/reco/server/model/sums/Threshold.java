package io.reco.server.model.sums;

import java.util.Arrays;

/**
 * Finds the value that about so many of some values reach. Values are counted by their leading bits, in steps of 3 % at most:
 * one pass, where selecting would be several. Reused; one thread at a time.
 */
public final class Threshold {

    /** Bits of a float that leave 32 steps from one power of two to the next. */
    private static final int STEP_BITS = 18;

    private static final int SAMPLE = 2_000;

    private final int[] counts = new int[(Float.floatToRawIntBits(Float.POSITIVE_INFINITY) >>> STEP_BITS) + 1];
    private int lowest = counts.length;
    private int highest = -1;

    /** How far apart the values of a sample may stand that is large enough for a bound: of {@code count} values every n-th. */
    public static int step(int count) {
        return Math.max(1, count / SAMPLE);
    }

    /** Starts anew. */
    public void clear() {
        if (lowest <= highest) {
            Arrays.fill(counts, lowest, highest + 1, 0);
        }
        lowest = counts.length;
        highest = -1;
    }

    /** Takes in a value; those not above 0 do not count. */
    public void add(float value) {
        if (value > 0) {
            int step = Float.floatToRawIntBits(value) >>> STEP_BITS;
            counts[step]++;
            lowest = Math.min(lowest, step);
            highest = Math.max(highest, step);
        }
    }

    /** What at least {@code limit} of the values reach, and few more; 0 when fewer values than that are above 0. */
    public float of(int limit) {
        int above = 0;
        for (int step = highest; step >= lowest; step--) {
            above += counts[step];
            if (above >= limit) {
                return Float.intBitsToFloat(step << STEP_BITS);
            }
        }
        return 0;
    }
}
