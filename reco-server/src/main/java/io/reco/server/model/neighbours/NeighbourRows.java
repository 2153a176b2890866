package io.reco.server.model.neighbours;

/** For each article the articles that its readers also engage with, with weights. */
public interface NeighbourRows {

    /**
     * One row; the arrays run in parallel, in no order.
     *
     * @param articles ordinals of the strongest neighbours
     * @param weights negative where readers of the one avoid the other
     */
    @SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares rows
    record Row(int[] articles, float[] weights) {

        static final Row EMPTY = new Row(new int[0], new float[0]);
    }

    /** The row of an article; empty when nothing was learned about it. */
    Row row(int article);
}
