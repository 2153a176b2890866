package io.reco.server.model.popularity;

import java.util.Arrays;

import io.reco.server.domain.EventType;

/** The counts, and what makes them grow. 12 bytes an article. */
public final class MutablePopularity implements Popularity {

    private int[] readers = new int[16];
    private int[] views = new int[16];
    private int[] shares = new int[16];

    @Override
    public int readers(int article) {
        return article < readers.length ? readers[article] : 0;
    }

    @Override
    public int views(int article) {
        return article < views.length ? views[article] : 0;
    }

    @Override
    public int shares(int article) {
        return article < shares.length ? shares[article] : 0;
    }

    /** Counts an event of an article; of other types than VIEW and SHARE nothing is counted. */
    public void count(int article, EventType type) {
        if (type == EventType.VIEW) {
            reserve(article);
            views[article]++;
        } else if (type == EventType.SHARE) {
            reserve(article);
            shares[article]++;
        }
    }

    /** Counts views and shares of an article that came before it. */
    public void count(int article, int moreViews, int moreShares) {
        reserve(article);
        views[article] += moreViews;
        shares[article] += moreShares;
    }

    /** Counts a reader who engaged with an article for the first time. */
    public void addReader(int article) {
        reserve(article);
        readers[article]++;
    }

    private void reserve(int article) {
        if (article >= readers.length) {
            int capacity = Math.max(article + 1, readers.length + (readers.length >> 1));
            readers = Arrays.copyOf(readers, capacity);
            views = Arrays.copyOf(views, capacity);
            shares = Arrays.copyOf(shares, capacity);
        }
    }
}
