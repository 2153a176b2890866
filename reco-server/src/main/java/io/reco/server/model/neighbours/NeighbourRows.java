package io.reco.server.model.neighbours;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntArrayFIFOQueue;
import org.jspecify.annotations.Nullable;

/**
 * For each article the articles that its readers also engage with, with weights, and the queue of rows that new events
 * made out of date.
 */
public final class NeighbourRows {

    /**
     * One row; the arrays run in parallel, in no order.
     *
     * @param articles ordinals of the strongest neighbours
     * @param weights negative where readers of the one avoid the other
     */
    @SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares rows
    public record Row(int[] articles, float[] weights) {

        static final Row EMPTY = new Row(new int[0], new float[0]);
    }

    private @Nullable Row[] rows = new Row[16];
    private boolean[] dirty = new boolean[16];
    private final IntArrayFIFOQueue queue = new IntArrayFIFOQueue();

    public NeighbourRows() {}

    /** The row of an article; empty when nothing was learned about it. */
    public Row row(int article) {
        Row row = article < rows.length ? rows[article] : null;
        return row == null ? Row.EMPTY : row;
    }

    /** Replaces a row; under the writer's lock. */
    public void replace(int article, Row row) {
        reserve(article);
        rows[article] = row;
    }

    /** Takes the row that waits longest for being rebuilt, or -1; the writer only. */
    public int takeDirty() {
        if (queue.isEmpty()) {
            return -1;
        }
        int article = queue.dequeueInt();
        dirty[article] = false;
        return article;
    }

    /** How many rows wait for being rebuilt; the writer only. */
    public int dirtyCount() {
        return queue.size();
    }

    public void touch(int article) {
        reserve(article);
        if (!dirty[article]) {
            dirty[article] = true;
            queue.enqueue(article);
        }
    }

    private void reserve(int article) {
        if (article >= rows.length) {
            int capacity = Math.max(article + 1, rows.length + (rows.length >> 1));
            rows = Arrays.copyOf(rows, capacity);
            dirty = Arrays.copyOf(dirty, capacity);
        }
    }
}
