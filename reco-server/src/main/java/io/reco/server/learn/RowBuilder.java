package io.reco.server.learn;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.model.histories.Histories;
import io.reco.server.model.histories.Ties;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.sums.SparseSums;

/**
 * Computes rows of the asymmetric linear item-item filter.
 *
 * <pre>W_ij = d_i^-g1 · [ Σ_u r_ui · r_uj · d_u^-a ] · d_j^-g2</pre>
 *
 * where r is 1 for what a reader engaged with and else 0 (graded ties did worse on a log of views, likes and comments), d_i the
 * readers of an article and d_u the articles of a reader. The sum runs over the kept (latest) readers of i and is scaled up to
 * all of them. The strongest weights are kept of each i: keeping those of each j would starve the articles that few rows name.
 *
 * <p>Cost of a row: the sum of its readers' history lengths. Single-threaded; the arrays are reused.
 *
 * <p>Source: the linear part of GF-CF (Shen et al., "How Powerful is Graph Convolution for Recommendation?", CIKM 2021) with
 * the free exponents of the asymmetric cosine (Aiolli, "Efficient Top-N Recommendation for Very Large Scale Binary Rated
 * Datasets", RecSys 2013).
 */
public final class RowBuilder {

    private static final int HISTORY_MAX = 300;

    /** Bounds the cost of a row: the latest readers whose histories have so many articles are enough. */
    private static final int TIES_MAX = 10_000;

    private final Damping damping;

    /** What a reader of so many articles says about any two of them. */
    private final float[] weightOf = new float[Histories.ARTICLES_MAX + 1];

    private final SparseSums sums = new SparseSums();
    private int usedReaders;

    /** For rows with these exponents. */
    public RowBuilder(Damping damping) {
        this.damping = damping;
        for (int length = 1; length < weightOf.length; length++) {
            weightOf[length] = (float) Math.pow(length, -damping.reader());
        }
    }

    /** The exponents. */
    public Damping damping() {
        return damping;
    }

    /** The row of an article, of at most so many weights. */
    public Row build(int article, Ties ties, int rowMax) {
        sums.clear();
        sumUp(article, ties);
        float from = (float) Math.pow(Math.max(1, ties.popularity(article)), -damping.from());
        float sampled = ties.popularity(article) / (float) Math.max(1, usedReaders);
        for (int entry = 0; entry < sums.count(); entry++) {
            int target = sums.key(entry);
            float to = (float) Math.pow(Math.max(1, ties.popularity(target)), -damping.to());
            sums.scale(target, from * sampled * to);
        }
        return strongest(rowMax);
    }

    /** Adds up the bracket of the formula for every article that has a reader in common. */
    private void sumUp(int article, Ties ties) {
        int[] readers = ties.readersOf(article);
        int first = ties.firstReader(article);
        int steps = 0;
        usedReaders = 0;
        for (int k = first + ties.kept(article) - 1; k >= first && steps < TIES_MAX; k--) {
            int reader = readers[k];
            int from = ties.from(reader);
            int to = ties.to(reader);
            if (from == to) {
                continue; // a reader who went
            }
            usedReaders++;
            int begin = Math.max(from, to - HISTORY_MAX);
            steps += to - begin;
            addUp(article, ties.articles(reader), ties.weights(reader), begin, to, weightOf[to - from]);
        }
    }

    private void addUp(int article, int[] articles, float @Nullable [] weights, int begin, int end, float weight) {
        for (int i = begin; i < end; i++) {
            if (articles[i] != article && (weights == null || weights[i] > 0)) {
                sums.add(articles[i], weight);
            }
        }
    }

    private Row strongest(int rowMax) {
        int size = Math.min(sums.count(), rowMax);
        float bound = sums.bound(size);
        int[] articles = new int[size];
        float[] weights = new float[size];
        int kept = 0;
        for (int entry = 0; entry < sums.count() && kept < size; entry++) {
            float sum = sums.of(sums.key(entry));
            if (sum >= bound) {
                articles[kept] = sums.key(entry);
                weights[kept++] = sum;
            }
        }
        // The bound is that of a sample, and may let fewer through.
        return Row.of(Arrays.copyOf(articles, kept), Arrays.copyOf(weights, kept));
    }
}
