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
     * One row, six bytes a weight; the arrays run in parallel. The strongest 32 stand first, then the others of the strongest 64,
     * then those of the strongest {@link #HEAD_MAX}, and the rest; each of these parts is in no order.
     *
     * @param articles ordinals of the strongest neighbours
     * @param units their weights, in units; negative where readers of the one avoid the other
     * @param unit so much of a weight that the largest of the row has 32,767
     */
    @SuppressWarnings("ArrayRecordComponent") // hot path: primitives, and nobody compares rows
    record Row(int[] articles, short[] units, float unit) {

        static final Row EMPTY = new Row(new int[0], new short[0], 0);

        /** Of these weights, to half a unit; what has any weight keeps some. Takes the arrays over. */
        public static Row of(int[] articles, float[] weights) {
            putStrongestFirst(articles, weights);
            float most = 0;
            for (float weight : weights) {
                most = Math.max(most, Math.abs(weight));
            }
            float unit = most / Short.MAX_VALUE;
            short[] units = new short[weights.length];
            for (int place = 0; place < units.length && unit > 0; place++) {
                int rounded = Math.round(weights[place] / unit);
                units[place] = (short) (rounded == 0 ? (int) Math.signum(weights[place]) : rounded);
            }
            return new Row(articles, units, unit);
        }

        /** How many neighbours it has. */
        public int length() {
            return articles.length;
        }

        /** The weight of the neighbour in a place. */
        public float weight(int place) {
            return units[place] * unit;
        }

        private static void putStrongestFirst(int[] articles, float[] weights) {
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

        /** In one array: the articles, the weights in units, two in an entry, and the bits of the unit; nothing of none. */
        int[] flat() {
            if (articles.length == 0) {
                return articles;
            }
            int length = articles.length;
            int[] flat = Arrays.copyOf(articles, length + (length + 1) / 2 + 1);
            for (int place = 0; place < length; place++) {
                flat[length + place / 2] |= (units[place] & 0xffff) << (place % 2 * Short.SIZE);
            }
            flat[flat.length - 1] = Float.floatToRawIntBits(unit);
            return flat;
        }

        static Row ofFlat(int[] flat) {
            int length = 2 * (flat.length - 1) / 3;
            short[] units = new short[length];
            for (int place = 0; place < length; place++) {
                units[place] = (short) (flat[length + place / 2] >> (place % 2 * Short.SIZE));
            }
            return new Row(Arrays.copyOf(flat, length), units, Float.intBitsToFloat(flat[flat.length - 1]));
        }
    }

    /** The row of an article; empty when nothing was learned about it. */
    Row row(int article);
}
