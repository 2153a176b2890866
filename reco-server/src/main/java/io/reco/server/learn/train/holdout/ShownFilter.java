package io.reco.server.learn.train.holdout;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.learn.RowBuilder;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.sums.SparseSums;

/** The filter as it would be if it had been shown what a split shows; each row is built when it is first asked for. */
public final class ShownFilter {

    private final Split split;
    private final RowBuilder builder;
    private final int historyMax;
    private final int rowMax;

    /** By article, with columns in place of the articles that rows lead to. */
    private @Nullable Row[] rows = new Row[16];

    /** The filter as it was shown a split, with rows of at most so many weights. */
    public ShownFilter(Split split, Damping damping, int historyMax, int rowMax) {
        this.split = split;
        this.builder = new RowBuilder(damping);
        this.historyMax = historyMax;
        this.rowMax = rowMax;
    }

    /** What it was shown, and what not. */
    Split split() {
        return split;
    }

    /** Its exponents. */
    Damping damping() {
        return builder.damping();
    }

    /**
     * What the filter gives to columns for what is shown of a reader.
     *
     * @param first what it gives to the first ones
     * @param others what it gives to those behind
     */
    void sumUp(int reader, float[] first, SparseSums others) {
        Arrays.fill(first, 0);
        others.clear();
        TieTable shown = split.shown();
        int to = shown.to(reader);
        for (int place = Math.max(shown.from(reader), to - historyMax); place < to; place++) {
            Row row = row(shown.articles(reader)[place]);
            for (int k = 0; k < row.length(); k++) {
                int column = row.articles()[k];
                if (column < first.length) {
                    first[column] += row.weight(k);
                } else {
                    others.add(column, row.weight(k));
                }
            }
        }
    }

    private Row row(int article) {
        if (article >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(article + 1, rows.length * 2));
        }
        Row row = rows[article];
        if (row == null) {
            row = toColumns(builder.build(article, split.shown(), rowMax));
            rows[article] = row;
        }
        return row;
    }

    private Row toColumns(Row row) {
        int[] columns = new int[row.length()];
        short[] units = new short[columns.length];
        int known = 0;
        for (int k = 0; k < columns.length; k++) {
            int column = split.column(row.articles()[k]);
            if (column >= 0) {
                columns[known] = column;
                units[known++] = row.units()[k];
            }
        }
        return new Row(Arrays.copyOf(columns, known), Arrays.copyOf(units, known), row.unit());
    }
}
