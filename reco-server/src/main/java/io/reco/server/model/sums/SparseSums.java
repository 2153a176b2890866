package io.reco.server.model.sums;

import java.util.Arrays;

/** A sum per article ordinal, sparse: only what was added to costs time. Reused; one thread at a time. */
public final class SparseSums {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
    private final Threshold threshold = new Threshold();
    private int count;

    /** Adds to an article's sum. */
    public void add(int article, float value) {
        if (article >= values.length) {
            values = Arrays.copyOf(values, Math.max(article + 1, values.length * 2));
        }
        if (values[article] == 0) {
            if (count == touched.length) {
                touched = Arrays.copyOf(touched, count * 2);
            }
            touched[count++] = article;
        }
        values[article] += value;
    }

    /** Adds a row of values, each times {@code factor}; only the first {@code length} entries count. */
    public void addAll(int[] articles, float[] row, int length, float factor) {
        for (int i = 0; i < length; i++) {
            add(articles[i], factor * row[i]);
        }
    }

    /** The article's sum; 0 when nothing was added. */
    public float of(int article) {
        return article < values.length ? values[article] : 0;
    }

    /** How many entries {@link #article} has. */
    public int count() {
        return count;
    }

    /** An article that was added to; one whose sum was 0 in between may come twice. */
    public int article(int entry) {
        return touched[entry];
    }

    /** A bound that about {@code limit} sums reach; 0 when no more than that are above 0. Of many sums a sample is looked at. */
    public float bound(int limit) {
        if (count <= limit) {
            return 0;
        }
        int step = Threshold.step(count);
        threshold.clear();
        for (int i = 0; i < count; i += step) {
            threshold.add(values[touched[i]]);
        }
        return threshold.of(Math.max(1, limit / step));
    }

    /** Multiplies an article's sum. */
    public void scale(int article, float factor) {
        values[article] *= factor;
    }

    /** Forgets all sums. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            values[touched[i]] = 0;
        }
        count = 0;
    }
}
