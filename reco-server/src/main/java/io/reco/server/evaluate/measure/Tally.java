package io.reco.server.evaluate.measure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Means of some measures, with confidence intervals by bootstrap over readers: readers fall into buckets by a hash, and whole
 * buckets are drawn again, so that what one reader does stays together.
 */
public final class Tally {

    /** A mean and the bounds that hold 95 % of resampled means. */
    record Mean(double value, double low, double high) {}

    private static final int BUCKETS = 1_000;
    private static final int RESAMPLES = 1_000;

    private final String[] names;
    private final double[][] sums;
    private final long[] counts = new long[BUCKETS];

    public Tally(String... names) {
        this.names = names;
        this.sums = new double[names.length][BUCKETS];
    }

    /** Adds one observation of a reader, by the key of their id: a value of each measure. */
    public void add(long reader, double... values) {
        int bucket = Integer.remainderUnsigned(((int) reader * 0x9E3779B9) >>> 8, BUCKETS);
        counts[bucket]++;
        for (int m = 0; m < values.length; m++) {
            sums[m][bucket] += values[m];
        }
    }

    public long count() {
        return Arrays.stream(counts).sum();
    }

    public Map<String, Mean> means() {
        double[][] resampled = new double[names.length][RESAMPLES];
        Random random = new Random(1);
        for (int r = 0; r < RESAMPLES; r++) {
            double[] drawn = new double[names.length];
            long count = 0;
            for (int b = 0; b < BUCKETS; b++) {
                int bucket = random.nextInt(BUCKETS);
                count += counts[bucket];
                for (int m = 0; m < names.length; m++) {
                    drawn[m] += sums[m][bucket];
                }
            }
            for (int m = 0; m < names.length; m++) {
                resampled[m][r] = count == 0 ? 0 : drawn[m] / count;
            }
        }
        Map<String, Mean> means = new LinkedHashMap<>();
        long count = count();
        for (int m = 0; m < names.length; m++) {
            Arrays.sort(resampled[m]);
            double mean = count == 0 ? 0 : Arrays.stream(sums[m]).sum() / count;
            means.put(
                    names[m],
                    new Mean(mean, resampled[m][RESAMPLES / 40], resampled[m][RESAMPLES - RESAMPLES / 40 - 1]));
        }
        return means;
    }
}
