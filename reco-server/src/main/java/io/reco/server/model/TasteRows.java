package io.reco.server.model;

import java.util.Arrays;

import io.reco.server.model.NeighbourRows.Row;

/** Rows of a batch model of long-term taste, and how much they count beside the live {@link NeighbourRows}. Immutable. */
public final class TasteRows {

    /** Nothing was learned. */
    public static final TasteRows NONE = new TasteRows(new Row[0], 0);

    private final Row[] rows;
    private final float share;

    private TasteRows(Row[] rows, float share) {
        this.rows = rows;
        this.share = share;
    }

    /**
     * Rows of some articles.
     *
     * @param articles ordinals
     * @param rows in parallel to {@code articles}
     * @param share 0..1: what these rows count; the live ones count the rest
     */
    public static TasteRows of(int[] articles, Row[] rows, float share) {
        Row[] byOrdinal = new Row[Arrays.stream(articles).max().orElse(-1) + 1];
        Arrays.fill(byOrdinal, Row.EMPTY);
        for (int i = 0; i < articles.length; i++) {
            byOrdinal[articles[i]] = rows[i];
        }
        return new TasteRows(byOrdinal, share);
    }

    /** The row of an article; empty when nothing was learned about it. */
    public Row row(int article) {
        return article < rows.length ? rows[article] : Row.EMPTY;
    }

    /** 0 when nothing was learned. */
    public float share() {
        return share;
    }
}
