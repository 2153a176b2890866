package io.reco.server.model.popularity;

import java.util.Arrays;

import io.reco.server.domain.EventType;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/** The counts, and what makes them grow. 12 bytes an article. */
public final class MutablePopularity implements Popularity, Part {

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

    /** Forgets all views and shares. */
    public void forgetCounts() {
        Arrays.fill(views, 0);
        Arrays.fill(shares, 0);
    }

    /** Sets how often an article was viewed and shared. */
    public void setCounts(int article, int allViews, int allShares) {
        reserve(article);
        views[article] = allViews;
        shares[article] = allShares;
    }

    /** Counts a reader who engaged with an article for the first time. */
    public void addReader(int article) {
        reserve(article);
        readers[article]++;
    }

    /** Counts one reader of an article less: who was erased, or who was another one, too. */
    public void removeReader(int article) {
        reserve(article);
        readers[article] = Math.max(0, readers[article] - 1);
    }

    @Override
    public void save(ColumnWriter out) {
        out.ints("readers", readers.length, article -> readers[article]);
        out.ints("views", views.length, article -> views[article]);
        out.ints("shares", shares.length, article -> shares[article]);
    }

    @Override
    public void restore(ColumnReader in) {
        readers = in.ints("readers", 0);
        views = in.ints("views", 0);
        shares = in.ints("shares", 0);
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
