package io.reco.server.store.life;

import java.util.ArrayList;
import java.util.List;

/**
 * Of which lives a reader's consists.
 *
 * @param merges what was merged into this reader, the latest first, of at most {@link ReaderLives#MERGED_MAX} readers
 * @param erasedMs when the reader was erased last, milliseconds since 1970 UTC; {@link #NEVER} for never, or so long ago that it
 *     is forgotten
 */
public record Lineage(List<Merge> merges, long erasedMs) {

    /** In place of a moment. */
    public static final long NEVER = 0;

    /** Of a reader to whom nothing was done. */
    public static final Lineage NONE = new Lineage(List.of(), NEVER);

    public Lineage {
        merges = List.copyOf(merges);
    }

    /**
     * What moved at once, or one time after the other with nothing in between that matters.
     *
     * @param reader whose it was
     * @param sinceMs pages served with a stamp from this one on moved
     * @param beforeMs pages served with a stamp before this one moved
     * @param order the place of it among all merges, above 0; 0 in what was stored without
     * @param after what came to the reader by merges with an {@code order} above this and below the own one moved on
     * @param restamped those that got another stamp
     */
    public record Merge(String reader, long sinceMs, long beforeMs, long order, long after, List<Restamped> restamped) {

        public Merge {
            restamped = List.copyOf(restamped);
        }

        /** Whether a page that the reader was served with this stamp moved. */
        boolean moved(long servedStamp) {
            return servedStamp >= sinceMs && servedStamp < beforeMs;
        }

        /** Whether what came to the reader by another merge moved on. */
        boolean movedArrival(long arrived) {
            return arrived > after && arrived < order;
        }

        /** Under which stamp a page that moved is kept. */
        long stamp(String placement, long stamp) {
            for (Restamped page : restamped) {
                if (page.placement.equals(placement) && page.servedStamp == stamp) {
                    return page.stamp;
                }
            }
            return stamp;
        }

        /** Whether the reader had no other merge, and no other life, between these two. */
        boolean continues(Merge earlier) {
            return after == earlier.order && order > after && sinceMs == earlier.beforeMs;
        }

        /** The two as one. */
        Merge with(Merge later) {
            List<Restamped> both = new ArrayList<>(restamped);
            both.addAll(later.restamped);
            return new Merge(reader, sinceMs, later.beforeMs, later.order, after, both);
        }

        Merge restamped(List<Restamped> pages) {
            return new Merge(reader, sinceMs, beforeMs, order, after, pages);
        }
    }

    /**
     * A page whose stamp the feed it came to had.
     *
     * @param placement names the feed
     * @param servedStamp the one that it had before
     * @param stamp the one that it is kept under
     */
    public record Restamped(String placement, long servedStamp, long stamp) {}

    /** Whose lives were merged into this reader's, the latest first, each once. */
    public List<String> mergedReaders() {
        return merges.stream().map(Merge::reader).distinct().toList();
    }
}
