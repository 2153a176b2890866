package io.reco.server.learn.train;

import java.util.Arrays;

import io.reco.server.model.settings.LearningSettings;

/**
 * Chooses between the linear filter and EASE, or a mixture of them, by what would have foreseen the part of the log that they
 * were not shown. λ is chosen with few articles, for learning costs the cube of their number. So is the share where EASE wins
 * already though it knows but few articles of each reader; elsewhere the share is chosen with all of them, and that λ or the
 * next lower one.
 *
 * <p>No linear model wins everywhere: dense logs favour EASE by far, sparse ones the filter.
 */
final class Mixture {

    /**
     * What did best.
     *
     * @param lambda regularisation of EASE
     * @param share of EASE in the mixture, 0..1
     * @param ndcg what it scored
     * @param rows EASE, learned from all that was not held out; empty when that took no part in choosing
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
    record Choice(float lambda, float share, double ndcg, float[][] rows) {

        /** The filter alone. */
        static final Choice FILTER = new Choice(0, 0, 0, new float[0][]);
    }

    /** Up to so many articles it is cheap to learn with a second λ. */
    private static final int AGAIN_MAX = 5_000;

    private static final int FEW = 800;
    private static final int READERS_MIN = 20;
    private static final float[] LAMBDAS = {50, 200, 800};
    private static final float[] SHARES = {0, 0.3f, 0.6f, 0.85f, 1};

    private final Split split;
    private final ShownFilter filter;
    private final int threads;

    /** Chooses for the articles of a split, which are in order of popularity. */
    Mixture(Split split, LearningSettings.Neighbours settings, int rowMax, int threads) {
        this.split = split;
        this.filter = new ShownFilter(split, settings, rowMax);
        this.threads = threads;
    }

    /** The best choice; the filter alone when there is too little to choose by. */
    Choice choose() {
        if (split.sample().length < READERS_MIN) {
            return Choice.FILTER;
        }
        int[] articles = split.articles();
        int[] few = Arrays.copyOf(articles, Math.min(FEW, articles.length));
        Choice choice = chooseShare(chooseLambda(ease(few)));
        if (few.length == articles.length) {
            return choice;
        }
        if (choice.share == 1) {
            return new Choice(choice.lambda, 1, choice.ndcg, new float[0][]);
        }
        Ease ease = ease(articles);
        Choice best = chooseShare(new Choice(choice.lambda, 1, 0, ease.rows(choice.lambda)));
        float lower = lower(choice.lambda);
        if (lower == choice.lambda || articles.length > AGAIN_MAX) {
            return best;
        }
        // The more articles are told apart, the less each needs to be held back.
        Choice other = chooseShare(new Choice(lower, 1, 0, ease.rows(lower)));
        return other.ndcg > best.ndcg ? other : best;
    }

    private Ease ease(int[] articles) {
        return new Ease(split.shown(), articles, threads);
    }

    private static float lower(float lambda) {
        int place = Arrays.binarySearch(LAMBDAS, lambda);
        return LAMBDAS[Math.max(0, place - 1)];
    }

    private Choice chooseLambda(Ease ease) {
        Choice best = Choice.FILTER;
        for (float lambda : LAMBDAS) {
            float[][] rows = ease.rows(lambda);
            Mean mean = new Mean();
            for (int reader : split.sample()) {
                mean.add(split.ndcg(learned(reader, rows), reader));
            }
            if (mean.value() > best.ndcg || best.rows.length == 0) {
                best = new Choice(lambda, 1, mean.value(), rows);
            }
        }
        return best;
    }

    /** The best of the {@link #SHARES}, the live filter and the learned rows being mixed as when they serve. */
    private Choice chooseShare(Choice learned) {
        Mean[] means = new Mean[SHARES.length];
        Arrays.setAll(means, s -> new Mean());
        float[] mixed = new float[learned.rows.length];
        for (int reader : split.sample()) {
            float[] sparse = filter.scores(reader, mixed.length);
            float[] dense = learned(reader, learned.rows);
            float scale = Math.max(Float.MIN_NORMAL, total(sparse)) / Math.max(Float.MIN_NORMAL, total(dense));
            for (int s = 0; s < SHARES.length; s++) {
                for (int c = 0; c < mixed.length; c++) {
                    mixed[c] = (1 - SHARES[s]) * sparse[c] + SHARES[s] * scale * dense[c];
                }
                means[s].add(split.ndcg(mixed, reader));
            }
        }
        int best = 0;
        for (int s = 1; s < SHARES.length; s++) {
            best = means[s].value() > means[best].value() ? s : best;
        }
        return new Choice(learned.lambda, SHARES[best], means[best].value(), learned.rows);
    }

    /** What learned rows, of the first columns or all, give to each of them for what is shown of a reader. */
    private float[] learned(int reader, float[][] rows) {
        float[] scores = new float[rows.length];
        TieTable shown = split.shown();
        for (int place = shown.from(reader); place < shown.to(reader); place++) {
            int known = split.column(shown.articles(reader)[place]);
            if (known >= 0 && known < rows.length) {
                float[] row = rows[known];
                for (int c = 0; c < scores.length; c++) {
                    scores[c] += row[c];
                }
            }
        }
        return scores;
    }

    private static float total(float[] scores) {
        float total = 0;
        for (float score : scores) {
            total += Math.max(0, score);
        }
        return total;
    }

    /** Of values that are numbers. */
    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }

        double value() {
            return count == 0 ? 0 : sum / count;
        }
    }
}
