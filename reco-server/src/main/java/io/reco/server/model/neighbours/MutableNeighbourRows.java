package io.reco.server.model.neighbours;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.model.snapshot.ColumnReader;

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

    /** Knows from now on what {@link RowSlices} told. */
    public void restore(ColumnReader in) {
        List<@Nullable Row> restored = new ArrayList<>();
        in.rows("rows", (article, flat) -> restored.add(flat == null || flat.length == 0 ? null : Row.ofFlat(flat)));
        rows = restored.toArray(new Row[Math.max(16, restored.size())]);
    }
}
