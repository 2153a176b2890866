package io.reco.server.store;

import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

import io.reco.server.domain.Page;

/** What is kept of a reader's past: the limits that {@link ReaderStore} promises, for its implementations. */
public final class Retention {

    private Retention() {}

    /**
     * The state within all limits. Actions on at most {@link ReaderStore#ARTICLES_MAX} articles stay as they are when there
     * are no more actions than that; otherwise the newest of each article and type remains, for the newest articles.
     *
     * @param state with any number of actions and pages
     * @return {@code state} itself when there is nothing to leave out
     */
    public static ReaderState limit(ReaderState state, long nowMs) {
        List<Page> pages = state.pages();
        int kept = keptPages(pages, nowMs);
        ReaderState recent = kept == pages.size()
                ? state
                : new ReaderState(
                        state.articles(), state.types(), state.timesMs(), List.copyOf(pages.subList(0, kept)));
        return recent.articles().length > ReaderStore.ARTICLES_MAX ? newestActions(recent) : recent;
    }

    private static int keptPages(List<Page> pages, long nowMs) {
        long oldestMs = nowMs - ReaderStore.PAGE_AGE_MAX.toMillis();
        int kept = Math.min(pages.size(), ReaderStore.PAGES_MAX);
        while (kept > 0 && pages.get(kept - 1).stamp() < oldestMs) {
            kept--;
        }
        return kept;
    }

    private static ReaderState newestActions(ReaderState state) {
        int length = state.articles().length;
        int[] articles = new int[length];
        byte[] types = new byte[length];
        long[] timesMs = new long[length];
        int size = 0;
        IntOpenHashSet seenArticles = new IntOpenHashSet();
        LongOpenHashSet seen = new LongOpenHashSet();
        for (int i = 0; i < length; i++) {
            int article = state.articles()[i];
            if (seenArticles.size() == ReaderStore.ARTICLES_MAX && !seenArticles.contains(article)) {
                continue;
            }
            seenArticles.add(article);
            if (seen.add((long) article << 8 | state.types()[i])) {
                articles[size] = article;
                types[size] = state.types()[i];
                timesMs[size++] = state.timesMs()[i];
            }
        }
        return new ReaderState(
                Arrays.copyOf(articles, size), Arrays.copyOf(types, size), Arrays.copyOf(timesMs, size), state.pages());
    }

    /** Refuses a page whose stamp is not above that of the newest one kept: a defect of the caller. */
    public static void requireNewer(Page page, ReaderState state) {
        if (!state.pages().isEmpty() && page.stamp() <= state.pages().get(0).stamp()) {
            throw new IllegalArgumentException("stamp: " + page.stamp() + " (expected: > "
                    + state.pages().get(0).stamp() + ")");
        }
    }
}
