package io.reco.server.model.neighbours;

import java.util.function.BiConsumer;

import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.snapshot.ColumnWriter;

/** Tells rows to a snapshot while others go on replacing them: a row never changes once it is made, so a few are held at once. */
public final class RowSlices {

    private static final int SLICE = 256;

    private final int articles;
    private final BiConsumer<Integer, Row[]> look;
    private final Row[] slice = new Row[SLICE];
    private int[] flat = {};

    /**
     * Rows of the articles with ordinals below {@code articles}.
     *
     * @param look fills an array with the rows of the articles from an ordinal on, as of one moment
     */
    public RowSlices(int articles, BiConsumer<Integer, Row[]> look) {
        this.articles = articles;
        this.look = look;
    }

    /** Tells all rows. */
    public void save(ColumnWriter out) {
        out.rows("rows", articles, this::flat, article -> flat.length);
    }

    private int[] flat(int article) {
        if (article % SLICE == 0) {
            look.accept(article, slice);
        }
        flat = slice[article % SLICE].flat();
        return flat;
    }
}
