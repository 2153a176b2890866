package io.reco.server.recommend.draft;

import java.util.Arrays;

/** A sum per article ordinal, sparse: only what was added to costs time. Reused; one thread at a time. */
public final class Scores {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
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

    /** The highest sum, or 0 when none is above. */
    public float max() {
        float max = 0;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, values[touched[i]]);
        }
        return max;
    }

    /** Forgets all sums. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            values[touched[i]] = 0;
        }
        count = 0;
    }
}
