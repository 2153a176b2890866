package io.reco.server.model.sums;

import java.util.Arrays;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

/**
 * A sum per key, sparse: only what was added to costs time. Keys are dense numbers from 0 on, such as ordinals of articles, or
 * terms. Reused; one thread at a time.
 */
public final class SparseSums {

    private float[] values = new float[1024];
    private int[] touched = new int[256];
    private final Threshold threshold = new Threshold();
    private int count;

    /** Adds to a key's sum. */
    public void add(int key, float value) {
        reserve(key);
        if (values[key] == 0) {
            if (count == touched.length) {
                touched = Arrays.copyOf(touched, count * 2);
            }
            touched[count++] = key;
        }
        values[key] += value;
    }

    private void reserve(int key) {
        if (key >= values.length) {
            values = Arrays.copyOf(values, Math.max(key + 1, values.length * 2));
        }
    }

    /** Adds a row of values, each times {@code factor}; only the first {@code length} entries count. */
    public void addAll(int[] keys, float[] row, int length, float factor) {
        reserveFor(length);
        int next = count;
        for (int i = 0; i < length; i++) {
            next = put(next, keys[i], factor * row[i]);
        }
        count = next;
    }

    /** The same for a row of small numbers. */
    public void addAll(int[] keys, short[] row, int length, float factor) {
        reserveFor(length);
        int next = count;
        for (int i = 0; i < length; i++) {
            next = put(next, keys[i], factor * row[i]);
        }
        count = next;
    }

    private void reserveFor(int length) {
        if (touched.length <= count + length) {
            touched = Arrays.copyOf(touched, 2 * (count + length));
        }
    }

    /** Adds to a key's sum, and returns where the next new key goes. Without a branch, for nobody foresees which are new. */
    private int put(int next, int key, float value) {
        if (key >= values.length) {
            reserve(key);
        }
        float before = values[key];
        touched[next] = key; // stays there when it is a new one
        values[key] = before + value;
        return next + (before == 0 ? 1 : 0);
    }

    /** A key's sum; 0 when nothing was added. */
    public float of(int key) {
        return key < values.length ? values[key] : 0;
    }

    /** How many places {@link #key} has. */
    public int count() {
        return count;
    }

    /** The key at a place; each that was added to has one, and one whose sum was 0 in between may have two. */
    public int key(int place) {
        return touched[place];
    }

    /** A bound that about {@code limit} sums reach; 0 when no more than that are above 0. Of many sums a sample is looked at. */
    public float bound(int limit) {
        return bound(limit, null);
    }

    /** The same among the sums of some keys; null for all. */
    public float bound(int limit, @Nullable IntPredicate wanted) {
        if (count <= limit) {
            return 0;
        }
        int step = Threshold.step(count);
        threshold.clear();
        for (int i = 0; i < count; i += step) {
            if (wanted == null || wanted.test(touched[i])) {
                threshold.add(values[touched[i]]);
            }
        }
        return threshold.of(Math.max(1, limit / step));
    }

    /** Multiplies a key's sum. */
    public void scale(int key, float factor) {
        values[key] *= factor;
    }

    /** Forgets all sums. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            values[touched[i]] = 0;
        }
        count = 0;
    }
}
