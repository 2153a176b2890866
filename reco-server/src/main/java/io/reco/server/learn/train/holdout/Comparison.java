package io.reco.server.learn.train.holdout;

import java.util.Locale;

/**
 * Compares settings by what each scores for the same readers. The first is the one that stays unless another wins by a margin: by
 * a part of what the first scores, and by twice the standard error of the difference.
 */
final class Comparison {

    private static final double ERRORS = 2;

    private final double margin;
    private final double[] sums;
    private final double[] differences;
    private final double[] squares;
    private int count;

    /**
     * Of so many settings.
     *
     * @param margin the part, 0.01 for a hundredth
     */
    Comparison(int settings, double margin) {
        this.margin = margin;
        this.sums = new double[settings];
        this.differences = new double[settings];
        this.squares = new double[settings];
    }

    /** Adds what each setting scored for one reader; not when that is no number. */
    void add(double[] scores) {
        if (Double.isNaN(scores[0])) {
            return;
        }
        count++;
        for (int s = 0; s < sums.length; s++) {
            double difference = scores[s] - scores[0];
            sums[s] += scores[s];
            differences[s] += difference;
            squares[s] += difference * difference;
        }
    }

    /** What a setting scores on average. */
    double mean(int setting) {
        return count == 0 ? 0 : sums[setting] / count;
    }

    /** The setting that scores best, of the first and those that win against it. */
    int best() {
        int best = 0;
        for (int s = 1; s < sums.length; s++) {
            best = wins(s) && sums[s] > sums[best] ? s : best;
        }
        return best;
    }

    /** The setting that scores best among all but the first, by whatever margin. */
    int highest() {
        int highest = 1;
        for (int s = 2; s < sums.length; s++) {
            highest = sums[s] > sums[highest] ? s : highest;
        }
        return highest;
    }

    private boolean wins(int setting) {
        double gain = differences[setting] / Math.max(1, count);
        double variance = squares[setting] / Math.max(1, count) - gain * gain;
        double error = Math.sqrt(Math.max(0, variance) / Math.max(1, count));
        return gain > margin * mean(0) && gain > ERRORS * error;
    }

    /** How many readers, and for each setting the mean, with a star where it wins. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("readers=" + count + " mean=");
        for (int s = 0; s < sums.length; s++) {
            text.append(String.format(Locale.ROOT, "%s%.4f%s", s == 0 ? "" : ",", mean(s), wins(s) ? "*" : ""));
        }
        return text.toString();
    }
}
