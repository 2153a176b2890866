package io.reco.server.learn.train.ease;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import com.google.common.util.concurrent.Uninterruptibles;

import io.reco.server.model.histories.Ties;
import io.reco.server.threads.Threads;

/**
 * The best linear item-item model in the sense of least squares, in closed form. With w_u for how much reader u counts, G =
 * Σ_u w_u · x_u · x_u', D the diagonal of G, and P = (G + p / (1 - p) · D + λI)⁻¹:
 *
 * <pre>B_ij = -P_ij / P_jj · d_j^-t   (i ≠ j),   B_ii = 0,   score(j) = Σ over the reader's articles i of r_i · B_ij</pre>
 *
 * <p>w_u is the root of what readers have on average by what u has of these articles (a ½): who reads everything says little
 * about any two. p (½) is the part of a reader's articles that training leaves out by chance, in expectation, so that an article
 * is foreseen from all the others and not from the one that always comes with it. d_j are j's readers, and t (0.1) holds back
 * what is popular, as the filter does. Single precision is enough.
 *
 * <p>G is symmetric, so only its lower triangle is kept, and inverted in place by sweeping blocks of pivots: n³ floating-point
 * operations, nearly all in one loop that the compiler turns into vector instructions. 3,000 articles take about a second of
 * two cores, 10,000 about a minute; memory 2n² bytes while learning.
 *
 * <p>Sources: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019; what p does, Steck, "Autoencoders that
 * don't overfit towards the Identity", NeurIPS 2020. Ours weighs readers and grades the reader's side r.
 */
public final class Ease {

    private static final int BLOCK = 32;

    /** Rows that a thread takes at once. */
    private static final int CHUNK = 16;

    /** By this power of their number of articles readers count less. */
    private static final double READER_DAMPING = 0.5;

    /** p / (1 - p) for the half left out. */
    private static final float LEFT_OUT = 1;

    /** By this power of its readers an article is held back. */
    private static final double TO_DAMPING = 0.1;

    private final int threads;
    private final float[][] gram;
    private final float[] heldBack;

    /**
     * Sums up who shares what.
     *
     * @param articles the ordinals to learn about
     * @param threads how many threads may work on it
     */
    public Ease(Ties ties, int[] articles, int threads) {
        this.threads = threads;
        this.gram = new float[articles.length][];
        Columns columns = new Columns(ties, articles, READER_DAMPING);
        this.heldBack = new float[articles.length];
        for (int column = 0; column < articles.length; column++) {
            heldBack[column] = (float) Math.pow(Math.max(1, columns.readers(column)), -TO_DAMPING);
        }
        parallel(articles.length, row -> gram[row] = columns.gramRow(row));
    }

    /** B, its rows and columns in the order of the articles given. */
    public float[][] rows(float lambda) {
        int n = gram.length;
        float[][] a = new float[n][];
        for (int i = 0; i < n; i++) {
            a[i] = gram[i].clone();
            a[i][i] += LEFT_OUT * a[i][i] + lambda;
        }
        invertNegative(a);
        float[][] rows = new float[n][];
        parallel(n, i -> rows[i] = row(a, i));
        return rows;
    }

    /** Turns the lower triangle of a positive definite matrix into that of its inverse, negated. */
    private void invertNegative(float[][] a) {
        int n = a.length;
        float[][] panel = new float[BLOCK][n];
        float[][] negative = new float[BLOCK][n];
        for (int from = 0; from < n; from += BLOCK) {
            int begin = from;
            int size = Math.min(BLOCK, n - from);
            float[][] pivot = invertSmall(a, begin, size);
            readPanel(a, begin, size, panel);
            parallel(size, k -> multiply(pivot[k], panel, negative[k]));
            parallel(n, i -> sweepRow(a, i, begin, size, panel, negative));
            for (int k = 0; k < size; k++) {
                for (int l = 0; l <= k; l++) {
                    a[begin + k][begin + l] = -pivot[k][l];
                }
            }
        }
    }

    /** panel[l][i] = A_i,begin+l for rows outside of the block, 0 within. */
    private static void readPanel(float[][] a, int begin, int size, float[][] panel) {
        int n = a.length;
        for (int l = 0; l < size; l++) {
            System.arraycopy(a[begin + l], 0, panel[l], 0, begin);
            Arrays.fill(panel[l], begin, begin + size, 0);
            for (int i = begin + size; i < n; i++) {
                panel[l][i] = a[i][begin + l];
            }
        }
        for (int l = size; l < BLOCK; l++) {
            Arrays.fill(panel[l], 0);
        }
    }

    /** One row of -pivot · V', in the same loop as all else: entry by entry it would take a quarter of the time. */
    private static void multiply(float[] pivot, float[][] panel, float[] negative) {
        Arrays.fill(negative, 0);
        float[] factors = Arrays.copyOf(pivot, BLOCK);
        for (int l = 0; l < pivot.length; l += 4) {
            subtract(negative, negative.length, factors, l, panel);
        }
    }

    /** A_ij -= W_i · V_j for a row outside of the block, and A_iK = W_i, where W = V · pivot. */
    private static void sweepRow(float[][] a, int i, int begin, int size, float[][] panel, float[][] negative) {
        if (i >= begin && i < begin + size) {
            return;
        }
        float[] w = new float[BLOCK];
        for (int k = 0; k < size; k++) {
            w[k] = -negative[k][i];
        }
        for (int l = 0; l < size; l += 4) {
            subtract(a[i], i + 1, w, l, panel);
        }
        for (int k = 0; k < size; k++) {
            if (i >= begin + size) {
                a[i][begin + k] = w[k];
            } else {
                a[begin + k][i] = w[k];
            }
        }
    }

    /** Four terms at a time: with more, the compiler does not turn the loop into vector instructions. */
    private static void subtract(float[] row, int length, float[] w, int l, float[][] panel) {
        float w0 = -w[l];
        float w1 = -w[l + 1];
        float w2 = -w[l + 2];
        float w3 = -w[l + 3];
        float[] v0 = panel[l];
        float[] v1 = panel[l + 1];
        float[] v2 = panel[l + 2];
        float[] v3 = panel[l + 3];
        for (int j = 0; j < length; j++) {
            row[j] = Math.fma(w0, v0[j], Math.fma(w1, v1[j], Math.fma(w2, v2[j], Math.fma(w3, v3[j], row[j]))));
        }
    }

    /** The inverse of a diagonal block, by Gauss and Jordan; positive definite, so without pivoting. */
    private static float[][] invertSmall(float[][] a, int begin, int size) {
        double[][] m = new double[size][2 * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                m[i][j] = i >= j ? a[begin + i][begin + j] : a[begin + j][begin + i];
            }
            m[i][size + i] = 1;
        }
        for (int p = 0; p < size; p++) {
            double scale = 1 / m[p][p];
            for (int j = 0; j < 2 * size; j++) {
                m[p][j] *= scale;
            }
            for (int i = 0; i < size; i++) {
                double factor = m[i][p];
                if (i != p && factor != 0) {
                    for (int j = 0; j < 2 * size; j++) {
                        m[i][j] -= factor * m[p][j];
                    }
                }
            }
        }
        float[][] inverse = new float[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                inverse[i][j] = (float) m[i][size + j];
            }
        }
        return inverse;
    }

    private float[] row(float[][] negativeInverse, int i) {
        int n = negativeInverse.length;
        float[] weights = new float[n];
        for (int j = 0; j < n; j++) {
            float value = j <= i ? negativeInverse[i][j] : negativeInverse[j][i];
            weights[j] = j == i ? 0 : value / -negativeInverse[j][j] * heldBack[j];
        }
        return weights;
    }

    private void parallel(int count, IntConsumer work) {
        if (threads == 1) {
            for (int i = 0; i < count; i++) {
                work.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Runnable loop = () -> {
            int from = next.getAndAdd(CHUNK);
            while (from < count) {
                for (int i = from; i < Math.min(count, from + CHUNK); i++) {
                    work.accept(i);
                }
                from = next.getAndAdd(CHUNK);
            }
        };
        Thread[] others = new Thread[threads - 1];
        for (int t = 0; t < others.length; t++) {
            others[t] = Threads.daemon("reco-learn-" + t, loop);
            others[t].start();
        }
        loop.run();
        for (Thread other : others) {
            Uninterruptibles.joinUninterruptibly(other);
        }
    }
}
