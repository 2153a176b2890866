package io.reco.server.model.neighbours;

import java.util.Arrays;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;

/**
 * A batch model of long-term taste of some articles, with a weight for each pair of them, and how much it counts beside the live
 * {@link NeighbourRows}. Immutable.
 */
public final class EaseRows {

    /** Nothing was learned. */
    public static final EaseRows NONE = of(new int[0], new float[0][], 0);

    private static final float[] NOTHING = {};

    private final int[] articles;
    private final float[][] rows;
    private final int[] placeOf;
    private final float share;

    private EaseRows(int[] articles, float[][] rows, int[] placeOf, float share) {
        this.articles = articles;
        this.rows = rows;
        this.placeOf = placeOf;
        this.share = share;
    }

    /**
     * Rows of some articles.
     *
     * @param articles ordinals
     * @param rows in parallel to {@code articles}, and so is each row
     * @param share 0..1: what these rows count; the live ones count the rest
     */
    public static EaseRows of(int[] articles, float[][] rows, float share) {
        int[] placeOf = new int[Arrays.stream(articles).max().orElse(-1) + 1];
        Arrays.fill(placeOf, -1);
        for (int place = 0; place < articles.length; place++) {
            placeOf[articles[place]] = place;
        }
        return new EaseRows(articles, rows, placeOf, share);
    }

    /** Ordinals of the articles that something was learned about; never change the array. */
    public int[] articles() {
        return articles;
    }

    /** Where an article is among {@link #articles}, or -1. */
    public int place(int article) {
        return article < placeOf.length ? placeOf[article] : -1;
    }

    /** The weights of an article, in parallel to {@link #articles}; empty when nothing was learned about it. */
    public float[] row(int article) {
        int place = place(article);
        return place < 0 ? NOTHING : rows[place];
    }

    /** 0 when nothing was learned. */
    public float share() {
        return share;
    }

    /** Tells all of it to a snapshot. */
    public void save(ColumnWriter out) {
        out.ints("articles", articles.length, place -> articles[place]);
        out.floats("share", 1, place -> share);
        out.floatRows("rows", rows.length, place -> rows[place], place -> rows[place].length);
    }

    /** What another one told. */
    public static EaseRows restored(ColumnReader in) {
        int[] articles = in.ints("articles", 0);
        float share = in.floats("share", 1)[0];
        return of(articles, in.floatRows("rows", 0), share);
    }
}
