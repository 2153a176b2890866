package io.reco.server.model.neighbours;

import java.util.Arrays;

/** For each article the articles that its readers also engage with, with weights. */
public interface NeighbourRows {

    /** At most so many weights are added up for a page, those of the latest articles first; it bounds what a page costs. */
    int READ_MAX = 30_000;

    /**
     * One row; the arrays run in parallel, in no order.
     *
     * @param articles ordinals of the strongest neighbours
     * @param weights negative where readers of the one avoid the other
     */
    @SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares rows
    record Row(int[] articles, float[] weights) {

        static final Row EMPTY = new Row(new int[0], new float[0]);

        /** Both arrays in one: the articles, and then the bits of the weights. */
        int[] flat() {
            int[] flat = Arrays.copyOf(articles, 2 * articles.length);
            for (int place = 0; place < weights.length; place++) {
                flat[articles.length + place] = Float.floatToRawIntBits(weights[place]);
            }
            return flat;
        }

        static Row ofFlat(int[] flat) {
            int length = flat.length / 2;
            float[] weights = new float[length];
            for (int place = 0; place < length; place++) {
                weights[place] = Float.intBitsToFloat(flat[length + place]);
            }
            return new Row(Arrays.copyOf(flat, length), weights);
        }
    }

    /** The row of an article; empty when nothing was learned about it. */
    Row row(int article);
}
