package io.reco.server.model.neighbours;

import java.util.Arrays;

/** For each article the articles that its readers also engage with, with weights. */
public interface NeighbourRows {

    /** At most so many weights are added up for a page, those of the latest articles first; it bounds what a page costs. */
    int READ_MAX = 30_000;

    /** So many of its strongest weights a row begins with; and of these with half of them, and so on down to the least. */
    int HEAD_MAX = 128;

    int HEAD_MIN = 32;

    /** Most rows are as long as a row may be by default. */
    int USUAL_LENGTH = 500;

    /**
     * One row; the arrays run in parallel. The strongest 32 stand first, then the others of the strongest 64, then those of the
     * strongest {@link #HEAD_MAX}, and the rest; each of these parts is in no order. Takes the arrays over, to put them so.
     *
     * @param articles ordinals of the strongest neighbours
     * @param weights negative where readers of the one avoid the other
     */
    @SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares rows
    record Row(int[] articles, float[] weights) {

        static final Row EMPTY = new Row(new int[0], new float[0]);

        public Row {
            int length = weights.length;
            for (int head = HEAD_MAX; head >= HEAD_MIN; head /= 2) {
                if (length > head) {
                    putFirst(head, articles, weights, length);
                    length = head;
                }
            }
        }

        /** How many weights to read of each row, the strongest first, where about {@code weights} of all rows matter. */
        public static int head(int weights, int rows) {
            if (rows * USUAL_LENGTH <= weights) {
                return Integer.MAX_VALUE;
            }
            int head = HEAD_MAX;
            while (head > HEAD_MIN && head * rows > weights) {
                head /= 2;
            }
            return head;
        }

        /** Puts the strongest of the first {@code length} weights into the first places (quickselect: Hoare 1961). */
        private static void putFirst(int strongest, int[] articles, float[] weights, int length) {
            int low = 0;
            int high = length - 1;
            while (low < high) {
                float pivot = weights[(low + high) >>> 1];
                int left = low;
                int right = high;
                while (left <= right) {
                    while (weights[left] > pivot) {
                        left++;
                    }
                    while (weights[right] < pivot) {
                        right--;
                    }
                    if (left <= right) {
                        swap(articles, weights, left++, right--);
                    }
                }
                if (strongest > left) {
                    low = left;
                } else if (strongest <= right) {
                    high = right;
                } else {
                    return;
                }
            }
        }

        private static void swap(int[] articles, float[] weights, int left, int right) {
            int article = articles[left];
            float weight = weights[left];
            articles[left] = articles[right];
            weights[left] = weights[right];
            articles[right] = article;
            weights[right] = weight;
        }

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
