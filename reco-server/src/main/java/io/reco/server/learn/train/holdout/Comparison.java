package io.reco.server.learn.train.holdout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * Compares settings by what each scores for the same readers. The first is the one that stays unless another wins by a margin: by
 * a part of what the first scores, and by twice the standard error of the difference.
 */
final class Comparison {

    private static final double ERRORS = 2;

    private final int settings;
    private final double margin;

    /** By reader, what each setting scored. */
    private final List<double[]> scores = new ArrayList<>();

    /**
     * Of so many settings.
     *
     * @param margin the part, 0.01 for a hundredth
     */
    Comparison(int settings, double margin) {
        this.settings = settings;
        this.margin = margin;
    }

    /** Adds what each setting scored for one reader; not when that is no number. */
    void add(double[] scored) {
        if (!Double.isNaN(scored[0])) {
            scores.add(scored.clone());
        }
    }

    /** What a setting scores on average. */
    double mean(int setting) {
        double sum = 0;
        for (double[] scored : scores) {
            sum += scored[setting];
        }
        return sum / Math.max(1, scores.size());
    }

    /** The setting that scores best, of the first and those that win against it. */
    int best() {
        int best = 0;
        for (int s = 1; s < settings; s++) {
            best = wins(s) && mean(s) > mean(best) ? s : best;
        }
        return best;
    }

    /**
     * The setting at the least distance, of those that win and score no more than a standard error less than the best of them;
     * the first when none wins. A lead of less than that is chance: the rule of one standard error, Breiman et al.,
     * "Classification and Regression Trees", 1984.
     */
    int nearest(IntToDoubleFunction distance) {
        int best = best();
        int nearest = best;
        for (int s = 1; s < settings; s++) {
            boolean asGood = wins(s) && gain(best, s) <= error(best, s);
            nearest = asGood && distance.applyAsDouble(s) < distance.applyAsDouble(nearest) ? s : nearest;
        }
        return nearest;
    }

    /** The setting that scores best among all but the first, by whatever margin. */
    int highest() {
        int highest = 1;
        for (int s = 2; s < settings; s++) {
            highest = mean(s) > mean(highest) ? s : highest;
        }
        return highest;
    }

    private boolean wins(int setting) {
        double gain = gain(setting, 0);
        return gain > margin * mean(0) && gain > ERRORS * error(setting, 0);
    }

    /** What one scores more than another, on average. */
    private double gain(int one, int other) {
        return mean(one) - mean(other);
    }

    /** The standard error of that. */
    private double error(int one, int other) {
        double gain = gain(one, other);
        double squares = 0;
        for (double[] scored : scores) {
            double apart = scored[one] - scored[other] - gain;
            squares += apart * apart;
        }
        return Math.sqrt(squares) / Math.max(1, scores.size());
    }

    /** How many readers, and for each setting the mean, with a star where it wins. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("readers=" + scores.size() + " mean=");
        for (int s = 0; s < settings; s++) {
            text.append(String.format(Locale.ROOT, "%s%.4f%s", s == 0 ? "" : ",", mean(s), wins(s) ? "*" : ""));
        }
        return text.toString();
    }
}
