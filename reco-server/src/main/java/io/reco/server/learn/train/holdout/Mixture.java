package io.reco.server.learn.train.holdout;

import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.learn.train.ease.Ease;
import io.reco.server.model.sums.SparseSums;

/**
 * Chooses between the linear filter and EASE, or a mixture of them, by what would have foreseen the part of the log that they
 * were not shown, among all articles. EASE knows the most popular ones, and is mixed in as when it serves: it deals out anew its
 * share of what the filter gives to the articles that it knows. It costs memory and time, and what wins by a hair on a sample
 * loses as often on the rest: so it has to win by a margin.
 *
 * <p>The share is chosen with more articles and readers than λ, which matters less, and neither with all that EASE may know: for
 * learning costs the cube of their number. Those that it is chosen with are the most popular ones.
 *
 * <p>No linear model wins everywhere: dense logs favour EASE by far, sparse ones the filter.
 */
public final class Mixture {

    /**
     * What did best.
     *
     * @param lambda regularisation of EASE
     * @param share of EASE in the mixture, 0..1
     * @param quality what it scored: the mean of NDCG@20 and Recall@20
     */
    public record Choice(float lambda, float share, double quality) {

        /** The filter alone. */
        static final Choice FILTER = new Choice(0, 0, 0);
    }

    private static final Logger log = LoggerFactory.getLogger(Mixture.class);

    private static final double MARGIN = 0.01;

    /** Articles that λ is chosen with, by one reader in so many of those sampled. */
    private static final int FEW = 800;

    private static final int LAMBDA_READERS = 4;

    /** Articles that the share is chosen with. */
    private static final int MORE = 2_000;

    private static final int READERS_MIN = 20;
    private static final float[] LAMBDAS = {20, 50, 150, 500, 1_500};
    private static final float[] SHARES = {0.3f, 0.6f, 0.85f, 1};

    private final float share;

    /** What may win; of one share alone that one does. */
    private final float[] shares;

    private final List<ShownFilter> folds;
    private final int head;
    private final int threads;

    /** What the filter gives to articles that EASE does not know. */
    private final SparseSums others = new SparseSums();

    private final Ranking ranking;
    private final Ranking tail;

    /**
     * Chooses for the articles of some splits of the same ties.
     *
     * @param folds the filter, as each of the splits shows it
     * @param head how many of them, the most popular, EASE may know
     * @param share of EASE, 0..1, whatever the hold-out says; below 0 to let it choose
     */
    public Mixture(List<ShownFilter> folds, int head, float share, int threads) {
        this.folds = folds;
        this.share = share;
        this.shares = share < 0 ? SHARES : new float[] {share};
        Split split = folds.get(0).split();
        this.head = head;
        this.threads = threads;
        this.ranking = new Ranking(split.articles().length);
        this.tail = new Ranking(split.articles().length);
    }

    /** The best choice; the filter alone when there is too little to choose by. */
    public Choice choose() {
        if (folds.get(0).split().sample().length < READERS_MIN || head < 2 || share == 0) {
            return Choice.FILTER;
        }
        if (head <= FEW) {
            return best(head, 1, LAMBDAS);
        }
        return best(Math.min(MORE, head), 1, best(FEW, LAMBDA_READERS, LAMBDAS).lambda);
    }

    /** The λ, and the share with it, that do best; of share 0 when the filter alone stays. */
    private Choice best(int known, int every, float... lambdas) {
        int[] articles = Arrays.copyOf(folds.get(0).split().articles(), known);
        Comparison comparison = new Comparison(1 + lambdas.length * shares.length, MARGIN);
        float[][][] rows = new float[lambdas.length][][];
        for (ShownFilter fold : folds) {
            Ease ease = new Ease(fold.split().shown(), articles, threads);
            Arrays.setAll(rows, l -> ease.rows(lambdas[l]));
            compare(fold, every, rows, comparison);
        }
        log.debug("hold-out articles={} lambdas={} {}", known, lambdas, comparison);
        int best = shares.length == 1 ? comparison.highest() : leastShare(comparison);
        int l = ((best == 0 ? comparison.highest() : best) - 1) / shares.length;
        float chosen = best == 0 ? 0 : shares[(best - 1) % shares.length];
        return new Choice(lambdas[l], chosen, comparison.mean(best));
    }

    /**
     * The least of the shares that are as good with the best λ: what happens is in the filter at once, and in EASE only when it
     * is learned again.
     */
    private int leastShare(Comparison comparison) {
        int best = comparison.best();
        int first = best - (best - 1) % shares.length;
        return comparison.nearest(
                s -> s >= first && s < first + shares.length ? shares[s - first] : Double.POSITIVE_INFINITY);
    }

    /** Compares the filter alone with each share of EASE with each λ. */
    private void compare(ShownFilter filter, int every, float[][][] rows, Comparison comparison) {
        Split split = filter.split();
        double[] qualities = new double[1 + rows.length * shares.length];
        float[] sparse = new float[rows[0].length];
        int[] readers = split.sample();
        for (int i = 0; i < readers.length; i += every) {
            int reader = readers[i];
            filter.sumUp(reader, sparse, others);
            ranking.clear();
            split.tell(reader, ranking);
            rankOthers(split, reader);
            qualities[0] = mixed(sparse, sparse, 0, 0);
            float total = total(sparse);
            for (int l = 0; l < rows.length; l++) {
                float[] dense = learned(split, reader, rows[l]);
                float scale = Math.max(Float.MIN_NORMAL, total) / Math.max(Float.MIN_NORMAL, total(dense));
                for (int s = 0; s < shares.length; s++) {
                    qualities[1 + l * shares.length + s] = mixed(sparse, dense, shares[s], shares[s] * scale);
                }
            }
            comparison.add(qualities);
        }
    }

    /** Finds the best of what the filter gives to articles that EASE does not know. */
    private void rankOthers(Split split, int reader) {
        tail.clear();
        split.tell(reader, tail);
        for (int entry = 0; entry < others.count(); entry++) {
            tail.offer(others.key(entry), others.of(others.key(entry)));
        }
    }

    /** What the mixture scores for the reader whom the ranking was told of. */
    private double mixed(float[] sparse, float[] dense, float share, float scale) {
        ranking.clearOffers();
        for (int c = 0; c < sparse.length; c++) {
            ranking.offer(c, (1 - share) * sparse[c] + scale * dense[c]);
        }
        ranking.offerAll(tail);
        return ranking.ndcgAndRecall();
    }

    /** What learned rows, of the first columns, give to each of them for what is shown of a reader. */
    private static float[] learned(Split split, int reader, float[][] rows) {
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
}
