package io.reco.server.learn;

import java.util.Arrays;

import io.reco.server.model.EngineSettings;
import io.reco.server.model.Histories;
import io.reco.server.model.NeighbourRows.Row;

/**
 * Computes rows of the asymmetric linear item-item filter.
 *
 * <pre>W_ij = d_i^-g1 · [ Σ_u r_ui · r_uj · d_u^-a ] · d_j^-g2</pre>
 *
 * where r is 1 for what a reader engaged with and else 0 (graded ties did worse on a log of views, likes and comments), d_i the readers of an article and d_u the articles of a reader.
 * The sum runs over the kept (latest) readers of i and is scaled up to all of them. The strongest weights are kept by
 * source i: cutting by target would starve the targets that few rows name.
 *
 * <p>Cost of a row: the sum of its readers' history lengths. Single-threaded; the arrays are reused.
 *
 * <p>Source: the linear part of GF-CF (Shen et al., "How Powerful is Graph Convolution for Recommendation?", CIKM 2021) with
 * the free exponents of the asymmetric cosine (Aiolli, "Efficient Top-N Recommendation for Very Large Scale Binary Rated
 * Datasets", RecSys 2013).
 */
final class RowBuilder {

    private static final int HISTORY_MAX = 300;

    /** Bounds the cost of a row: the latest readers whose histories have so many articles are enough. */
    private static final int TIES_MAX = 60_000;

    private final EngineSettings.Neighbours settings;
    private float[] sums = new float[1024];
    private int[] touched = new int[1024];
    private float[] ordered = new float[1024];
    private int usedReaders;

    RowBuilder(EngineSettings.Neighbours settings) {
        this.settings = settings;
    }

    Row build(int article, Histories histories) {
        int touchedCount = sumUp(article, histories);
        float from = (float) Math.pow(Math.max(1, histories.popularity(article)), -settings.fromDamping());
        float sampled = histories.popularity(article) / (float) Math.max(1, usedReaders);
        for (int i = 0; i < touchedCount; i++) {
            int target = touched[i];
            float to = (float) Math.pow(Math.max(1, histories.popularity(target)), -settings.toDamping());
            sums[target] *= from * sampled * to;
        }
        Row row = strongest(touchedCount);
        for (int i = 0; i < touchedCount; i++) {
            sums[touched[i]] = 0;
        }
        return row;
    }

    /** Adds up the bracket of the formula for every article that shares a reader; returns how many. */
    private int sumUp(int article, Histories histories) {
        int[] readers = histories.readers(article);
        int touchedCount = 0;
        int ties = 0;
        usedReaders = 0;
        for (int k = histories.kept(article) - 1; k >= 0 && ties < TIES_MAX; k--) {
            int reader = readers[k];
            usedReaders++;
            ties += Math.min(HISTORY_MAX, histories.length(reader));
            int[] articles = histories.articles(reader);
            float[] weights = histories.weights(reader);
            int length = histories.length(reader);
            float share = (float) Math.pow(length, -settings.readerDamping());
            for (int i = Math.max(0, length - HISTORY_MAX); i < length; i++) {
                int other = articles[i];
                if (other == article || weights[i] <= 0) {
                    continue;
                }
                reserve(other, touchedCount);
                if (sums[other] == 0) {
                    touched[touchedCount++] = other;
                }
                sums[other] += share;
            }
        }
        return touchedCount;
    }

    private Row strongest(int touchedCount) {
        int size = Math.min(touchedCount, settings.rowMax());
        float least = Float.NEGATIVE_INFINITY;
        if (touchedCount > size) {
            for (int i = 0; i < touchedCount; i++) {
                ordered[i] = sums[touched[i]];
            }
            Arrays.sort(ordered, 0, touchedCount);
            least = ordered[touchedCount - size];
        }
        int[] articles = new int[size];
        float[] weights = new float[size];
        int kept = 0;
        for (int i = 0; i < touchedCount && kept < size; i++) {
            if (sums[touched[i]] >= least) {
                articles[kept] = touched[i];
                weights[kept++] = sums[touched[i]];
            }
        }
        return new Row(articles, weights);
    }

    private void reserve(int article, int touchedCount) {
        if (article >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(article + 1, sums.length * 2));
        }
        if (touchedCount >= touched.length) {
            touched = Arrays.copyOf(touched, touched.length * 2);
            ordered = new float[touched.length];
        }
    }
}
