package io.reco.server.domain;

import it.unimi.dsi.fastutil.longs.LongList;

import io.reco.server.domain.page.Origin;

/**
 * What a reader did with an article.
 *
 * @param id the caller's, unique within its reader: 1..64 visible ASCII characters
 * @param reader the id of who did it, see {@link Ids}
 * @param article the id of an article, possibly unknown to the catalogue
 * @param retracted whether the reader takes such events of that article back that happened until then; only of a type that can
 *     be, see {@link EventType#retractable}
 * @param timeMs when it happened, milliseconds since 1970 UTC, never in the future when it was accepted
 * @param origin the place that it came from; {@link Origin#NONE} when it is not attributed
 */
public record Event(
        String id,
        String reader,
        String article,
        EventType type,
        boolean retracted,
        long timeMs,
        Origin origin,
        Sight sight)
        implements Fact {

    /**
     * How the reader saw it, as the caller says.
     *
     * @param placement where; empty when the event is attributed, for its origin says it
     * @param position the place on the screen, from 1 on; 0 when not known
     * @param dwellMs how long the reader stayed, milliseconds; {@link #NO_DWELL} when not known
     */
    public record Sight(String placement, int position, long dwellMs) {

        /** Of a stay that is not known. */
        public static final long NO_DWELL = -1;

        /** Nothing is known of it. */
        public static final Sight NONE = new Sight("", 0, NO_DWELL);
    }

    /** An event of which no more is known. */
    public Event(String id, String reader, String article, EventType type, long timeMs, Origin origin) {
        this(id, reader, article, type, false, timeMs, origin, Sight.NONE);
    }

    /** An event of a page whose slots are not known; 0 for none. */
    public Event(String id, String reader, String article, EventType type, long timeMs, long pageStamp) {
        this(
                id,
                reader,
                article,
                type,
                timeMs,
                pageStamp == 0 ? Origin.NONE : new Origin(pageStamp, -1, LongList.of()));
    }

    /** The stamp of the page it came from, or 0 when it is not attributed. */
    public long pageStamp() {
        return origin.pageStamp();
    }

    /** Where the reader saw it; with {@link #pageStamp} it names the page. */
    public String placement() {
        return pageStamp() == 0 ? sight.placement() : origin.placement();
    }

    /** A number for what was done, as {@link EventType#deed}. */
    public int deed() {
        return type.deed(retracted);
    }

    /** The same, taken back. */
    public Event retraction() {
        return new Event(id, reader, article, type, true, timeMs, origin, sight);
    }
}
