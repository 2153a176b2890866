package io.reco.server.learn.train.ease;

import java.util.Arrays;

import io.reco.server.model.histories.Ties;

/**
 * Who engaged with some articles, as a compressed matrix, one weight a reader: of each reader the columns in ascending order, so
 * that one row of the lower triangle of X'X is summed up in an array that fits the first-level cache.
 */
final class Columns {

    private final int[][] columnsOf;
    private final int[][] readersOf;
    private final float[] weightOf;

    /**
     * Copies what readers have of these articles.
     *
     * @param damping by this power of how many that are, over the average, a reader counts less
     */
    Columns(Ties ties, int[] articles, double damping) {
        int[] column = columns(articles);
        int readers = ties.readers();
        columnsOf = new int[readers][];
        int[] sizes = new int[articles.length];
        for (int reader = 0; reader < readers; reader++) {
            compress(ties, reader, column);
            for (int c : columnsOf[reader]) {
                sizes[c]++;
            }
        }
        readersOf = new int[articles.length][];
        for (int c = 0; c < articles.length; c++) {
            readersOf[c] = new int[sizes[c]];
        }
        for (int reader = 0; reader < readers; reader++) {
            for (int c : columnsOf[reader]) {
                readersOf[c][--sizes[c]] = reader;
            }
        }
        weightOf = weigh(damping);
    }

    private float[] weigh(double damping) {
        double total = 0;
        int some = 0;
        for (int[] columns : columnsOf) {
            total += columns.length;
            some += columns.length > 0 ? 1 : 0;
        }
        float[] weights = new float[columnsOf.length];
        for (int reader = 0; reader < weights.length; reader++) {
            weights[reader] =
                    (float) Math.pow(Math.max(1, columnsOf[reader].length) * some / Math.max(1, total), -damping);
        }
        return weights;
    }

    /** How many engaged with the article of a column. */
    int readers(int column) {
        return readersOf[column].length;
    }

    /** Column of each ordinal, or -1. */
    private static int[] columns(int[] articles) {
        int max = -1;
        for (int article : articles) {
            max = Math.max(max, article);
        }
        int[] column = new int[max + 1];
        Arrays.fill(column, -1);
        for (int c = 0; c < articles.length; c++) {
            column[articles[c]] = c;
        }
        return column;
    }

    private void compress(Ties ties, int reader, int[] column) {
        int[] articles = ties.articles(reader);
        float[] weights = ties.weights(reader);
        int[] entries = new int[ties.to(reader) - ties.from(reader)];
        int count = 0;
        for (int i = ties.from(reader); i < ties.to(reader); i++) {
            int c = articles[i] < column.length ? column[articles[i]] : -1;
            if (c >= 0 && (weights == null || weights[i] > 0)) {
                entries[count++] = c;
            }
        }
        Arrays.sort(entries, 0, count);
        columnsOf[reader] = Arrays.copyOf(entries, count);
    }

    /** Entries 0..c of row c of X'WX, W being the readers' weights. */
    float[] gramRow(int c) {
        float[] row = new float[c + 1];
        for (int reader : readersOf[c]) {
            int[] columns = columnsOf[reader];
            float weight = weightOf[reader];
            for (int i = 0; i < columns.length && columns[i] <= c; i++) {
                row[columns[i]] += weight;
            }
        }
        return row;
    }
}
