package io.reco.server.learn.train.holdout;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;

import io.reco.server.learn.measure.HeldOut;
import io.reco.server.model.histories.Ties;

/**
 * Ties, of which a part is held out: of a sample of readers a fifth of the articles. Whoever has enough articles may be sampled;
 * the sample is spread evenly over the time of these readers' last activity, so that who came first and who comes now have the
 * same say. Immutable; the same log gives the same split.
 */
public final class Split {

    private static final int ONE_IN = 5;
    private static final long FOLD_STEP = 1_000_000_007L;

    /** With some hundreds the choice is luck. */
    private static final int READERS_MAX = 4_000;

    /** More than one reader in three only where readers are few: what too much is held out of is another log. */
    private static final int READER_PART = 3;

    private static final int READERS_FEW = 1_000;

    /** The sampled readers have at most about so many articles in all: it bounds the work. */
    private static final int TIES_MAX = 150_000;

    private static final int ARTICLES_MIN = 5;

    /** Of sampled readers so few that what one split prefers is luck. */
    private static final int SAMPLE_FEW = 1_000;

    private static final int FOLDS = 3;

    private final Ties all;
    private final int fold;
    private final int[] articles;
    private final int[] columns;
    private final int[] sample;
    private final TieTable shown;

    /**
     * Holds out ties to some articles.
     *
     * @param articles ordinals of all that may be recommended, the most popular first; an article's place among them is its
     *     column
     * @param fold from 0 on; each holds other ties out, by chance
     */
    public Split(Ties all, int[] articles, int fold) {
        this.all = all;
        this.fold = fold;
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

    /** Readers at even distances in the order of their last activity; those of the same second are in an order of chance. */
    private int[] draw() {
        IntArrayList found = new IntArrayList();
        long ties = 0;
        for (int reader = 0; reader < all.readers(); reader++) {
            if (enough(reader)) {
                found.add(reader);
                ties += all.to(reader) - all.from(reader);
            }
        }
        int[] readers = found.toIntArray();
        IntArrays.quickSort(readers, this::compare);
        int count = count(readers.length, ties);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = readers[(int) ((2L * i + 1) * readers.length / (2L * count))];
        }
        return drawn;
    }

    private int compare(int one, int other) {
        int order = Long.compare(all.lastMs(one), all.lastMs(other));
        order = order != 0 ? order : Integer.compare(chance(one), chance(other));
        return order != 0 ? order : Integer.compare(one, other);
    }

    private static int chance(int reader) {
        return HashCommon.murmurHash3(reader);
    }

    private static int count(int readers, long ties) {
        int most = Math.max(READERS_FEW, readers / READER_PART);
        long affordable = (long) (TIES_MAX / Math.max(1.0, ties / Math.max(1.0, readers)));
        return (int) Math.min(Math.min(readers, most), Math.min(READERS_MAX, affordable));
    }

    private boolean enough(int reader) {
        int known = 0;
        for (int place = all.from(reader); place < all.to(reader); place++) {
            known += column(all.articles(reader)[place]) >= 0 ? 1 : 0;
        }
        return known >= ARTICLES_MIN;
    }

    private boolean holds(int reader, int article) {
        return HeldOut.holds(reader + FOLD_STEP * fold, article, ONE_IN);
    }

    /** As many splits as a choice should look at. */
    public static List<Split> of(Ties all, int[] articles) {
        Split first = new Split(all, articles, 0);
        if (first.sample.length > SAMPLE_FEW) {
            return List.of(first);
        }
        return IntStream.range(0, FOLDS)
                .mapToObj(fold -> fold == 0 ? first : new Split(all, articles, fold))
                .toList();
    }

    /** The readers of whom something is held out, in the order of their last activity. */
    public int[] sample() {
        return sample;
    }

    /** What is not held out. */
    TieTable shown() {
        return shown;
    }

    /** The articles that count, by column. */
    int[] articles() {
        return articles;
    }

    /** The column of an article, or -1. */
    int column(int article) {
        return article < columns.length ? columns[article] : -1;
    }

    /** Expects of a ranking what is held out of a reader, and bars from it what is shown. */
    void tell(int reader, Ranking ranking) {
        for (int place = all.from(reader); place < all.to(reader); place++) {
            int article = all.articles(reader)[place];
            int c = column(article);
            if (c >= 0 && holds(reader, article)) {
                ranking.expect(c);
            } else if (c >= 0) {
                ranking.bar(c);
            }
        }
    }
}
