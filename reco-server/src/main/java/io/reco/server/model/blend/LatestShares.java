package io.reco.server.model.blend;

import java.util.Arrays;

/**
 * What the sources said of the articles that readers opened last, and the mixture of them that foresees these best. A step costs
 * a few microseconds, far less than asking the sources anew: so the fit can be run to its end on few examples.
 */
public final class LatestShares {

    private final float[] all;
    private final int features;
    private final int most;
    private final double[] credits;
    private int count;
    private int next;

    /** The latest so many, each with a share of each feature. */
    public LatestShares(int most, int features) {
        this.most = most;
        this.features = features;
        this.all = new float[most * features];
        this.credits = new double[features];
    }

    /**
     * Adds shares, negative for who was silent, in the place of the oldest. Not where none of those that these weights count was
     * above 0, or where one is no number: false then.
     */
    public boolean add(float[] shares, float[] weights) {
        float score = 0;
        for (int f = 0; f < features; f++) {
            score += weights[f] * Math.max(0, shares[f]);
        }
        if (!(score >= Float.MIN_NORMAL && score < Float.POSITIVE_INFINITY)) {
            return false;
        }
        System.arraycopy(shares, 0, all, next * features, features);
        next = (next + 1) % most;
        count = Math.min(most, count + 1);
        return true;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /**
     * One step of expectation maximisation: each source's credit for what was opened, on average. A source that was silent keeps
     * its weight for that time, so that one which is seldom heard does not fade for it.
     *
     * @param weights are made better
     * @param prior weights that count as if {@code priorCount} more articles had told them
     */
    public void improve(float[] weights, float[] prior, int priorCount) {
        Arrays.fill(credits, 0);
        for (int one = 0; one < count; one++) {
            give(one * features, weights);
        }
        for (int f = 0; f < features; f++) {
            weights[f] = (float) ((priorCount * prior[f] + credits[f]) / (priorCount + count));
        }
    }

    private void give(int offset, float[] weights) {
        float spoke = 0;
        float score = 0;
        for (int f = 0; f < features; f++) {
            float share = all[offset + f];
            spoke += share >= 0 ? weights[f] : 0;
            score += weights[f] * Math.max(0, share);
        }
        float scale = score >= Float.MIN_NORMAL ? spoke / score : 0;
        for (int f = 0; f < features; f++) {
            float share = all[offset + f];
            credits[f] += scale == 0 || share < 0 ? weights[f] : scale * weights[f] * share;
        }
    }
}
