package io.reco.server.model.neighbours;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** The rows, and what replaces them. */
public final class MutableNeighbourRows implements NeighbourRows {

    private @Nullable Row[] rows = new Row[16];

    @Override
    public Row row(int article) {
        Row row = article < rows.length ? rows[article] : null;
        return row == null ? Row.EMPTY : row;
    }

    /** Replaces a row. */
    public void replace(int article, Row row) {
        if (article >= rows.length) {
            rows = Arrays.copyOf(rows, Math.max(article + 1, rows.length + (rows.length >> 1)));
        }
        rows[article] = row;
    }
}
