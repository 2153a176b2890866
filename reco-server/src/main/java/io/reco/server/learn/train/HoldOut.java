package io.reco.server.learn.train;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.learn.RowBuilder;
import io.reco.server.model.histories.Ties;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.settings.LearningSettings;

/**
 * Chooses between the linear filter and EASE, or a mix of them, by what would have predicted a part of the log that they were
 * not shown: of a sample of readers a fifth of the articles, NDCG@20. λ is chosen with few articles, for learning costs the
 * cube of their number. So is the share where EASE wins already though it knows but few articles of each reader; elsewhere
 * the share is chosen with all of them, and that λ or the next lower one.
 *
 * <p>No linear model wins everywhere: dense logs favour EASE by far, sparse ones the filter.
 */
final class HoldOut {

    /**
     * What did best.
     *
     * @param lambda regularisation of EASE
     * @param share of EASE in the mix, 0..1
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
    private static final int READERS_MAX = 2_000;
    private static final int READERS_MIN = 20;

    /** The sampled readers have at most so many articles in all: it bounds the work. */
    private static final int TIES_MAX = 30_000;

    private static final int ARTICLES_MIN = 5;
    private static final int AT = 20;
    private static final float[] LAMBDAS = {50, 200, 800};
    private static final float[] SHARES = {0, 0.3f, 0.6f, 0.85f, 1};

    private final Ties all;
    private final int[] articles;
    private final int[] column;
    private final int[] sample;
    private final Ties shown;
    private final double heldShare;

    /** Holds out ties to the given articles, which are in order of popularity. */
    HoldOut(Ties all, int[] byPopularity) {
        this.all = all;
        this.articles = byPopularity;
        this.column = new int[Arrays.stream(articles).max().orElse(-1) + 1];
        Arrays.fill(column, -1);
        for (int c = 0; c < articles.length; c++) {
            column[articles[c]] = c;
        }
        this.sample = sample();
        boolean[] sampled = new boolean[all.readers()];
        for (int reader : sample) {
            sampled[reader] = true;
        }
        this.shown = TieTable.of(all, (reader, article) -> !(sampled[reader] && held(reader, article)));
        this.heldShare = 1 - shown.count() / Math.max(1.0, all.count());
    }

    /** How much of what is known was held out, 0..1. */
    double heldShare() {
        return heldShare;
    }

    /** The best choice; the filter alone when there is too little to choose by. */
    Choice choose(LearningSettings.Neighbours settings, int rowMax, int threads) {
        if (sample.length < READERS_MIN) {
            return Choice.FILTER;
        }
        FilterRows filter = new FilterRows(settings, rowMax);
        int[] few = Arrays.copyOf(articles, Math.min(FEW, articles.length));
        Choice choice = chooseShare(chooseLambda(new Ease(shown, few, threads)), filter);
        if (few.length == articles.length) {
            return choice;
        }
        if (choice.share == 1) {
            return new Choice(choice.lambda, 1, choice.ndcg, new float[0][]);
        }
        Ease ease = new Ease(shown, articles, threads);
        Choice best = chooseShare(new Choice(choice.lambda, 1, 0, ease.rows(choice.lambda)), filter);
        float lower = lower(choice.lambda);
        if (lower == choice.lambda || articles.length > AGAIN_MAX) {
            return best;
        }
        // The more articles are told apart, the less each needs to be held back.
        Choice other = chooseShare(new Choice(lower, 1, 0, ease.rows(lower)), filter);
        return other.ndcg > best.ndcg ? other : best;
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
            for (int reader : sample) {
                mean.add(ndcg(exclude(learned(reader, rows), reader), reader));
            }
            if (mean.value() > best.ndcg || best.rows.length == 0) {
                best = new Choice(lambda, 1, mean.value(), rows);
            }
        }
        return best;
    }

    /** The best of the {@link #SHARES}, the live filter and the learned rows being mixed as when they serve. */
    private Choice chooseShare(Choice learned, FilterRows filterRows) {
        Mean[] means = new Mean[SHARES.length];
        Arrays.setAll(means, s -> new Mean());
        float[] mixed = new float[learned.rows.length];
        for (int reader : sample) {
            float[] filter = filter(reader, filterRows, mixed.length);
            float[] dense = learned(reader, learned.rows);
            float scale = Math.max(Float.MIN_NORMAL, total(filter)) / Math.max(Float.MIN_NORMAL, total(dense));
            for (int s = 0; s < SHARES.length; s++) {
                for (int c = 0; c < mixed.length; c++) {
                    mixed[c] = (1 - SHARES[s]) * filter[c] + SHARES[s] * scale * dense[c];
                }
                means[s].add(ndcg(exclude(mixed, reader), reader));
            }
        }
        int best = 0;
        for (int s = 1; s < SHARES.length; s++) {
            best = means[s].value() > means[best].value() ? s : best;
        }
        return new Choice(learned.lambda, SHARES[best], means[best].value(), learned.rows);
    }

    /** Rows of the filter, of what is shown; built when first asked for. */
    private final class FilterRows {
        private final RowBuilder builder;
        private final int historyMax;
        private final int rowMax;
        private @Nullable Row[] rows = new Row[16];

        FilterRows(LearningSettings.Neighbours settings, int rowMax) {
            this.builder = new RowBuilder(settings);
            this.historyMax = settings.historyMax();
            this.rowMax = rowMax;
        }

        Row row(int article) {
            if (article >= rows.length) {
                rows = Arrays.copyOf(rows, Math.max(article + 1, rows.length * 2));
            }
            Row row = rows[article];
            if (row == null) {
                row = builder.build(article, shown, rowMax);
                rows[article] = row;
            }
            return row;
        }
    }

    private static final class Mean {
        private double sum;
        private int count;

        /** Takes in a value, unless it is NaN. */
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

    /** Readers who have enough of the articles, spread over all of them. */
    private int[] sample() {
        int[] readers = new int[READERS_MAX];
        int count = 0;
        int ties = 0;
        int step = Math.max(1, all.readers() / (READERS_MAX * 2));
        for (int offset = 0; offset < step && count < READERS_MAX; offset++) {
            for (int reader = offset; reader < all.readers() && count < READERS_MAX; reader += step) {
                if (ties < TIES_MAX && enough(reader)) {
                    readers[count++] = reader;
                    ties += all.to(reader) - all.from(reader);
                }
            }
        }
        return Arrays.copyOf(readers, count);
    }

    private boolean enough(int reader) {
        int known = 0;
        for (int place = all.from(reader); place < all.to(reader); place++) {
            known += column(all.articles(reader)[place]) >= 0 ? 1 : 0;
        }
        return known >= ARTICLES_MIN;
    }

    private int column(int article) {
        return article < column.length ? column[article] : -1;
    }

    /** A fifth of all pairs, the same ones every time. */
    private static boolean held(int reader, int article) {
        int hash = (reader * 0x9E3779B9 ^ article * 0x85EBCA6B) * 0xC2B2AE35;
        return Integer.remainderUnsigned(hash >>> 7, 5) == 0;
    }

    /** What the filter gives to each of the first columns for what is shown of a reader. */
    private float[] filter(int reader, FilterRows rows, int columns) {
        float[] scores = new float[columns];
        int end = shown.to(reader);
        for (int place = Math.max(shown.from(reader), end - rows.historyMax); place < end; place++) {
            Row row = rows.row(shown.articles(reader)[place]);
            for (int k = 0; k < row.articles().length; k++) {
                int target = column(row.articles()[k]);
                if (target >= 0 && target < columns) {
                    scores[target] += row.weights()[k];
                }
            }
        }
        return scores;
    }

    /** What learned rows, of the first columns or all, give to each of them for what is shown of a reader. */
    private float[] learned(int reader, float[][] rows) {
        float[] scores = new float[rows.length];
        for (int place = shown.from(reader); place < shown.to(reader); place++) {
            int source = column(shown.articles(reader)[place]);
            if (source >= 0 && source < rows.length) {
                float[] row = rows[source];
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

    /** Puts what was shown of a reader behind all else. */
    private float[] exclude(float[] scores, int reader) {
        for (int place = shown.from(reader); place < shown.to(reader); place++) {
            int c = column(shown.articles(reader)[place]);
            if (c >= 0 && c < scores.length) {
                scores[c] = Float.NEGATIVE_INFINITY;
            }
        }
        return scores;
    }

    /** Of the scores of the first columns, or of all; NaN when nothing of them was held out. */
    private double ndcg(float[] scores, int reader) {
        double gain = 0;
        int held = 0;
        for (int place = all.from(reader); place < all.to(reader); place++) {
            int c = column(all.articles(reader)[place]);
            if (c < 0 || c >= scores.length || !held(reader, articles[c])) {
                continue;
            }
            held++;
            int rank = 0;
            for (int other = 0; other < scores.length && rank < AT; other++) {
                rank += scores[other] > scores[c] ? 1 : 0;
            }
            gain += rank < AT ? 1 / Math.log(rank + 2) : 0;
        }
        double ideal = 0;
        for (int rank = 0; rank < Math.min(AT, held); rank++) {
            ideal += 1 / Math.log(rank + 2);
        }
        return held == 0 ? Double.NaN : gain / ideal;
    }
}
