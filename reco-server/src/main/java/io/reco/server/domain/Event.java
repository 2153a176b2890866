package io.reco.server.domain;

import it.unimi.dsi.fastutil.longs.LongList;

import io.reco.server.domain.page.Origin;

/**
 * What a reader did with an article.
 *
 * @param id the caller's, unique within its reader: 1..64 visible ASCII characters
 * @param reader the id of who did it, see {@link Ids}
 * @param article the id of an article, possibly unknown to the catalogue
 * @param timeMs when it happened, milliseconds since 1970 UTC, never in the future when it was accepted
 * @param origin the place that it came from; {@link Origin#NONE} when it is not attributed
 */
public record Event(String id, String reader, String article, EventType type, long timeMs, Origin origin)
        implements Fact {

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
}
