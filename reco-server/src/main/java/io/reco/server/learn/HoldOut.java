package io.reco.server.learn;

import java.util.Arrays;

import io.reco.server.model.EngineSettings;
import io.reco.server.model.Histories;
import io.reco.server.model.NeighbourRows.Row;

/**
 * Chooses between the linear filter and EASE, or a mix of them, by what would have predicted a part of the log that they were
 * not shown: of a sample of readers a fifth of the articles, NDCG@20. Only the most popular articles take part, so that the
 * choice costs a fraction of the learning itself.
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
     */
    record Choice(float lambda, float share, double ndcg) {}

    private static final int ARTICLES_MAX = 800;
    private static final int READERS_MAX = 2_000;
    private static final int READERS_MIN = 20;

    /** The sampled readers have at most so many articles in all: it bounds the work. */
    private static final int TIES_MAX = 30_000;

    private static final int ARTICLES_MIN = 5;
    private static final int AT = 20;
    private static final float[] LAMBDAS = {50, 200, 800};
    private static final float[] SHARES = {0, 0.3f, 0.6f, 0.85f, 1};

    private final Histories all;
    private final int[] articles;
    private final int[] column;
    private final int[] sample;
    private final Histories shown = Histories.empty();

    /** Takes the first articles of the given ones, which are in order of popularity. */
    HoldOut(Histories all, int[] byPopularity) {
        this.all = all;
        this.articles = Arrays.copyOf(byPopularity, Math.min(ARTICLES_MAX, byPopularity.length));
        this.column = new int[Arrays.stream(articles).max().orElse(-1) + 1];
        Arrays.fill(column, -1);
        for (int c = 0; c < articles.length; c++) {
            column[articles[c]] = c;
        }
        this.sample = sample();
        boolean[] sampled = new boolean[all.readerCount()];
        for (int reader : sample) {
            sampled[reader] = true;
        }
        all.copyInto(shown, 0, all.readerCount(), (reader, article) -> !(sampled[reader] && held(reader, article)));
    }

    /** The best choice; that of the filter alone when there is too little to choose by. */
    Choice choose(EngineSettings.Neighbours settings, int threads) {
        Choice best = new Choice(LAMBDAS[2], 0, 0);
        if (sample.length < READERS_MIN) {
            return best;
        }
        RowBuilder builder = new RowBuilder(settings);
        float[][] filter = scores(article -> builder.build(articles[article], shown));
        Ease ease = new Ease(shown, articles, threads);
        for (float lambda : LAMBDAS) {
            Row[] rows = ease.rows(lambda);
            float[][] dense = scores(article -> rows[article]);
            for (float share : SHARES) {
                double ndcg = ndcg(filter, dense, share);
                if (ndcg > best.ndcg) {
                    best = new Choice(lambda, share, ndcg);
                }
            }
        }
        return best;
    }

    private interface Rows {
        Row row(int column);
    }

    /** Readers who have enough of the articles, spread over all of them. */
    private int[] sample() {
        int[] readers = new int[READERS_MAX];
        int count = 0;
        int ties = 0;
        int step = Math.max(1, all.readerCount() / (READERS_MAX * 2));
        for (int offset = 0; offset < step && count < READERS_MAX; offset++) {
            for (int reader = offset; reader < all.readerCount() && count < READERS_MAX; reader += step) {
                if (ties < TIES_MAX && enough(reader)) {
                    readers[count++] = reader;
                    ties += all.length(reader);
                }
            }
        }
        return Arrays.copyOf(readers, count);
    }

    private boolean enough(int reader) {
        int known = 0;
        for (int place = 0; place < all.length(reader); place++) {
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

    /** Of each sampled reader the scores of all columns, scaled to sum up to 1, those shown left out. */
    private float[][] scores(Rows rows) {
        Row[] byColumn = new Row[articles.length];
        float[][] result = new float[sample.length][articles.length];
        for (int i = 0; i < sample.length; i++) {
            float[] scores = result[i];
            int reader = sample[i];
            for (int place = 0; place < shown.length(reader); place++) {
                int source = column(shown.articles(reader)[place]);
                if (source < 0) {
                    continue;
                }
                if (byColumn[source] == null) {
                    byColumn[source] = rows.row(source);
                }
                add(scores, byColumn[source]);
            }
            scale(scores, reader);
        }
        return result;
    }

    private void add(float[] scores, Row row) {
        for (int k = 0; k < row.articles().length; k++) {
            int target = column(row.articles()[k]);
            if (target >= 0) {
                scores[target] += row.weights()[k];
            }
        }
    }

    private void scale(float[] scores, int reader) {
        for (int place = 0; place < shown.length(reader); place++) {
            int c = column(shown.articles(reader)[place]);
            if (c >= 0) {
                scores[c] = Float.NEGATIVE_INFINITY;
            }
        }
        float sum = 0;
        for (float score : scores) {
            sum += Math.max(0, score);
        }
        for (int c = 0; c < scores.length && sum > 0; c++) {
            scores[c] /= sum;
        }
    }

    private double ndcg(float[][] filter, float[][] dense, float share) {
        double sum = 0;
        int readers = 0;
        float[] mixed = new float[articles.length];
        for (int i = 0; i < sample.length; i++) {
            for (int c = 0; c < mixed.length; c++) {
                mixed[c] = (1 - share) * filter[i][c] + share * dense[i][c];
            }
            double value = ndcg(mixed, sample[i]);
            if (!Double.isNaN(value)) {
                sum += value;
                readers++;
            }
        }
        return readers == 0 ? 0 : sum / readers;
    }

    /** NaN when nothing of the reader was held out. */
    private double ndcg(float[] scores, int reader) {
        double gain = 0;
        int held = 0;
        for (int place = 0; place < all.length(reader); place++) {
            int c = column(all.articles(reader)[place]);
            if (c < 0 || !held(reader, articles[c])) {
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
