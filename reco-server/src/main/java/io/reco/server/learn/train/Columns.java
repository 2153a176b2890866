package io.reco.server.learn.train;

import java.util.Arrays;

import io.reco.server.model.histories.Ties;

/**
 * Who engaged with some articles, as a compressed matrix of zeros and ones: of each reader the columns in ascending order, so
 * that one row of the lower triangle of X'X is summed up in an array that fits the first-level cache.
 */
final class Columns {

    private final int[][] columnsOf;
    private final int[][] readersOf;

    Columns(Ties ties, int[] articles) {
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

    /** Entries 0..c of row c of X'X. */
    float[] gramRow(int c) {
        float[] row = new float[c + 1];
        for (int reader : readersOf[c]) {
            int[] columns = columnsOf[reader];
            for (int i = 0; i < columns.length && columns[i] <= c; i++) {
                row[columns[i]]++;
            }
        }
        return row;
    }
}
