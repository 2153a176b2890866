package io.reco.server.learn.train;

import java.util.Arrays;

import io.reco.server.learn.measure.HeldOut;
import io.reco.server.learn.measure.Ndcg;
import io.reco.server.model.histories.Ties;

/**
 * Ties, of which a part is held out: of a sample of readers a fifth of the articles. Readers are sampled who have enough of the
 * articles that count, spread over all readers. Immutable.
 */
final class Split {

    private static final int ONE_IN = 5;
    private static final int READERS_MAX = 2_000;

    /** The sampled readers have at most so many articles in all: it bounds the work. */
    private static final int TIES_MAX = 30_000;

    private static final int ARTICLES_MIN = 5;
    private static final int AT = 20;

    private final Ties all;
    private final int[] articles;
    private final int[] columns;
    private final int[] sample;
    private final TieTable shown;

    /**
     * Holds out ties to some articles.
     *
     * @param articles ordinals; an article's place among them is its column
     */
    Split(Ties all, int[] articles) {
        this.all = all;
        this.articles = articles;
        this.columns = columns(articles);
        this.sample = draw();
        boolean[] sampled = new boolean[all.readers()];
        for (int reader : sample) {
            sampled[reader] = true;
        }
        this.shown = TieTable.of(all, (reader, article) -> !(sampled[reader] && holds(reader, article)));
    }

    private static int[] columns(int[] articles) {
        int[] columns = new int[Arrays.stream(articles).max().orElse(-1) + 1];
        Arrays.fill(columns, -1);
        for (int c = 0; c < articles.length; c++) {
            columns[articles[c]] = c;
        }
        return columns;
    }

    private int[] draw() {
        int[] readers = new int[READERS_MAX];
        int count = 0;
        int ties = 0;
        int step = Math.max(1, all.readers() / (READERS_MAX * 2));
        for (int offset = 0; offset < step && count < READERS_MAX; offset++) {
            for (int reader = offset; reader < all.readers() && count < READERS_MAX; reader += step) {
                if (ties < TIES_MAX && enough(reader)) {
                    readers[count++] = reader;
                    ties += all.to(reader) - all.from(reader);
                }
            }
        }
        return Arrays.copyOf(readers, count);
    }

    private boolean enough(int reader) {
        int known = 0;
        for (int place = all.from(reader); place < all.to(reader); place++) {
            known += column(all.articles(reader)[place]) >= 0 ? 1 : 0;
        }
        return known >= ARTICLES_MIN;
    }

    private static boolean holds(int reader, int article) {
        return HeldOut.holds(reader, article, ONE_IN);
    }

    /** The readers of whom something is held out. */
    int[] sample() {
        return sample;
    }

    /** What is not held out. */
    TieTable shown() {
        return shown;
    }

    /** How much of all ties is held out, 0..1. */
    double heldPart() {
        return 1 - shown.count() / Math.max(1.0, (double) all.count());
    }

    /** The articles that count, by column. */
    int[] articles() {
        return articles;
    }

    /** The column of an article, or -1. */
    int column(int article) {
        return article < columns.length ? columns[article] : -1;
    }

    /**
     * How well scores of the first columns, or of all, foresee what of them is held out of a reader: NDCG@20, NaN when nothing
     * is. What is shown of the reader is put behind all else, in the scores themselves.
     */
    double ndcg(float[] scores, int reader) {
        for (int place = shown.from(reader); place < shown.to(reader); place++) {
            int c = column(shown.articles(reader)[place]);
            if (c >= 0 && c < scores.length) {
                scores[c] = Float.NEGATIVE_INFINITY;
            }
        }
        Ndcg ndcg = new Ndcg(AT);
        for (int place = all.from(reader); place < all.to(reader); place++) {
            int c = column(all.articles(reader)[place]);
            if (c >= 0 && c < scores.length && holds(reader, articles[c])) {
                ndcg.found(rank(scores, c));
            }
        }
        return ndcg.value();
    }

    /** How many columns stand before one; at most {@link #AT}. */
    private static int rank(float[] scores, int column) {
        int rank = 0;
        for (int other = 0; other < scores.length && rank < AT; other++) {
            rank += scores[other] > scores[column] ? 1 : 0;
        }
        return rank;
    }
}
