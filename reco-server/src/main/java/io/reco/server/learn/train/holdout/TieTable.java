package io.reco.server.learn.train.holdout;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;

import io.reco.server.model.histories.Ties;

/**
 * A copy of ties, only those above 0, in five arrays: 8 bytes a tie, 12 a reader and 4 an article. Ordinals stay; who is left out
 * has no articles. Immutable.
 */
public final class TieTable implements Ties {

    private final int[] articlesOf;

    /** Where a reader's articles begin; one entry more than readers. */
    private final int[] articlesFrom;

    private final long[] lastMs;
    private final int[] readersOf;

    /** Where an article's readers begin; one entry more than articles. */
    private final int[] readersFrom;

    private TieTable(int[] articlesOf, int[] articlesFrom, long[] lastMs) {
        this.articlesOf = articlesOf;
        this.articlesFrom = articlesFrom;
        this.lastMs = lastMs;
        this.readersFrom = new int[Arrays.stream(articlesOf).max().orElse(-1) + 2];
        for (int article : articlesOf) {
            readersFrom[article + 1]++;
        }
        for (int article = 1; article < readersFrom.length; article++) {
            readersFrom[article] += readersFrom[article - 1];
        }
        this.readersOf = new int[articlesOf.length];
        int[] next = readersFrom.clone();
        for (int reader = 0; reader < readers(); reader++) {
            for (int i = from(reader); i < to(reader); i++) {
                readersOf[next[articlesOf[i]]++] = reader;
            }
        }
    }

    /** Which ties are wanted. */
    @FunctionalInterface
    public interface Wanted {
        boolean wanted(int reader, int article);
    }

    /** Takes in readers, in the order of their ordinals, each once. */
    public static final class Builder {
        private final IntArrayList articlesOf = new IntArrayList();
        private final IntArrayList articlesFrom = IntArrayList.of(0);
        private final LongArrayList lastMs = new LongArrayList();

        /** The next reader without any article. */
        public void skip() {
            end(0);
        }

        private void end(long reachedMs) {
            articlesFrom.add(articlesOf.size());
            lastMs.add(reachedMs);
        }

        /** The next reader, with those ties that are wanted. */
        public void add(Ties ties, int reader, Wanted wanted) {
            int[] articles = ties.articles(reader);
            float[] weights = ties.weights(reader);
            for (int i = ties.from(reader); i < ties.to(reader); i++) {
                if ((weights == null || weights[i] > 0) && wanted.wanted(reader, articles[i])) {
                    articlesOf.add(articles[i]);
                }
            }
            end(ties.lastMs(reader));
        }

        /** The table of these readers. */
        public TieTable build() {
            return new TieTable(articlesOf.toIntArray(), articlesFrom.toIntArray(), lastMs.toLongArray());
        }
    }

    /** Those of some ties that are wanted. */
    static TieTable of(Ties ties, Wanted wanted) {
        Builder builder = new Builder();
        for (int reader = 0; reader < ties.readers(); reader++) {
            builder.add(ties, reader, wanted);
        }
        return builder.build();
    }

    @Override
    public int readers() {
        return articlesFrom.length - 1;
    }

    @Override
    public long count() {
        return articlesOf.length;
    }

    @Override
    public int[] articles(int reader) {
        return articlesOf;
    }

    @Override
    public int from(int reader) {
        return articlesFrom[reader];
    }

    @Override
    public int to(int reader) {
        return articlesFrom[reader + 1];
    }

    @Override
    public float @Nullable [] weights(int reader) {
        return null;
    }

    @Override
    public long lastMs(int reader) {
        return lastMs[reader];
    }

    @Override
    public int[] readersOf(int article) {
        return readersOf;
    }

    @Override
    public int firstReader(int article) {
        return readersFrom[Math.min(article, readersFrom.length - 1)];
    }

    @Override
    public int kept(int article) {
        return firstReader(article + 1) - firstReader(article);
    }

    @Override
    public int popularity(int article) {
        return kept(article);
    }
}
