package io.reco.server.recommend.draft;

import java.util.Arrays;

/** A sum per article ordinal, sparse: only what was added to costs time. Reused; one thread at a time. */
public final class Scores {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
    private float[] ordered = new float[256];
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

    /** The sum over all articles that are above 0. */
    public float total() {
        float total = 0;
        for (int i = 0; i < count; i++) {
            total += Math.max(0, values[touched[i]]);
        }
        return total;
    }

    /** A bound that about {@code limit} sums reach; 0 when no more than that are above 0. */
    public float bound(int limit) {
        if (count <= limit) {
            return 0;
        }
        if (ordered.length < count) {
            ordered = new float[touched.length];
        }
        int positive = 0;
        for (int i = 0; i < count; i++) {
            if (values[touched[i]] > 0) {
                ordered[positive++] = values[touched[i]];
            }
        }
        return positive <= limit ? 0 : select(ordered, positive, positive - limit);
    }

    /** The value that would be at {@code place} if the first {@code count} values were sorted; reorders them. */
    private static float select(float[] values, int count, int place) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            float pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (place <= j) {
                high = j;
            } else if (place >= i) {
                low = i;
            } else {
                return values[place];
            }
        }
        return values[place];
    }

    /** Forgets all sums. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            values[touched[i]] = 0;
        }
        count = 0;
    }
}
