package io.reco.server.recommend.explore;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntList;

/**
 * Draws several of many together, each with a probability in proportion to its weight, cut at 1. The probabilities are exact: a
 * random start falls into [0, 1), and who covers it, or it plus a whole number, on the line of all probabilities one after the
 * other is drawn. Source: W. G. Madow, "On the theory of systematic sampling, II", Annals of Mathematical Statistics 1949.
 *
 * <p>Reused; one thread at a time.
 */
final class SystematicSample {

    private double[] chances = new double[64];
    private int size;
    private int drawn;

    SystematicSample() {}

    /**
     * Sets who takes part. What would be drawn more than once is drawn for certain, and the others share the draws that are left.
     *
     * @param weights above 0
     * @param count the first so many of them
     * @param draws how many are drawn; at most {@code count}
     */
    void begin(float[] weights, int count, int draws) {
        size = count;
        drawn = draws;
        if (chances.length < count) {
            chances = new double[count];
        }
        Arrays.fill(chances, 0, count, 0);
        int left = draws;
        boolean cut = true;
        while (cut) {
            double total = 0;
            for (int i = 0; i < count; i++) {
                total += chances[i] == 1 ? 0 : weights[i];
            }
            cut = false;
            int certain = 0;
            for (int i = 0; i < count; i++) {
                if (chances[i] != 1) {
                    chances[i] = Math.min(1, left * weights[i] / total);
                    certain += chances[i] == 1 ? 1 : 0;
                }
            }
            left -= certain;
            cut = certain > 0 && left > 0;
        }
    }

    /** The probability that the one at a place is drawn. */
    double chance(int place) {
        return chances[place];
    }

    /** Adds the places of those that are drawn, in ascending order; {@code start} is in [0, 1). */
    void draw(double start, IntList places) {
        double next = start;
        double covered = 0;
        int taken = 0;
        for (int place = 0; place < size && taken < drawn; place++) {
            covered += chances[place];
            boolean last = size - place == drawn - taken; // sums of probabilities are not exact to the last bit
            if (covered > next || last) {
                places.add(place);
                next++;
                taken++;
            }
        }
    }
}
