package io.reco.server.recommend.count;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;

/**
 * What pages of different readers have in common, by the Jaccard index [1]: articles on both, of those on either. One page in a
 * few is compared with the one before it. Safe for use by many threads.
 *
 * <p>[1] P. Jaccard: The distribution of the flora in the alpine zone, New Phytologist 11(2), 1912.
 */
public final class Overlap {

    private static final int ONE_IN = 8;

    private final AtomicLong pages = new AtomicLong();
    private final AtomicReference<@Nullable Kept> last = new AtomicReference<>();
    private final LongAdder pairs = new LongAdder();
    private final DoubleAdder indexes = new DoubleAdder();

    private record Kept(String reader, String placement, LongOpenHashSet articles) {}

    Overlap() {}

    /** Takes in a page of somebody who is known. */
    void add(String reader, String placement, List<Page.Slot> slots) {
        if (pages.getAndIncrement() % ONE_IN != 0) {
            return;
        }
        LongOpenHashSet articles = new LongOpenHashSet(slots.size());
        slots.forEach(slot -> articles.add(slot.article()));
        Kept before = last.getAndSet(new Kept(reader, placement, articles));
        if (before != null && !before.reader.equals(reader) && before.placement.equals(placement)) {
            pairs.increment();
            indexes.add(index(before.articles, articles));
        }
    }

    private static double index(LongOpenHashSet one, LongOpenHashSet other) {
        int both = 0;
        for (long article : one) {
            both += other.contains(article) ? 1 : 0;
        }
        return (double) both / (one.size() + other.size() - both);
    }

    /** How many pairs of pages were compared. */
    public long pairs() {
        return pairs.sum();
    }

    /** The sum of their indexes, each 0..1. */
    public double indexes() {
        return indexes.sum();
    }
}
