package io.reco.server.store.life;

import java.util.List;
import java.util.OptionalLong;

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
     * What moved at once.
     *
     * @param reader whose it was
     * @param sinceMs pages with a stamp from this one on moved
     * @param beforeMs pages with a stamp before this one moved
     * @param restamped those that got another stamp
     */
    public record Merge(String reader, long sinceMs, long beforeMs, List<Restamped> restamped) {

        public Merge {
            restamped = List.copyOf(restamped);
        }
    }

    /**
     * A page whose stamp the feed it came to had.
     *
     * @param placement names the feed
     * @param servedStamp the one that its token has
     * @param stamp the one that it is kept under
     */
    public record Restamped(String placement, long servedStamp, long stamp) {}

    /** Whose lives were merged into this reader's, the latest first, each once. */
    public List<String> mergedReaders() {
        return merges.stream().map(Merge::reader).distinct().toList();
    }

    /** Under which stamp this reader has a page that another one was served; empty unless it moved here. */
    public OptionalLong stamp(String servedTo, String placement, long servedStamp) {
        for (Merge merge : merges) {
            if (merge.reader.equals(servedTo) && servedStamp >= merge.sinceMs && servedStamp < merge.beforeMs) {
                return OptionalLong.of(stamp(merge, placement, servedStamp));
            }
        }
        return OptionalLong.empty();
    }

    private static long stamp(Merge merge, String placement, long servedStamp) {
        for (Restamped page : merge.restamped) {
            if (page.placement.equals(placement) && page.servedStamp == servedStamp) {
                return page.stamp;
            }
        }
        return servedStamp;
    }
}
