package io.reco.server.domain.page;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;

/**
 * The place of a page that an event came from.
 *
 * @param placement that of the page; empty, too, when there is no page
 * @param pageStamp the stamp of the page; 0 for none
 * @param slot the place of the event's article on the page, from 0 on; -1 for none
 * @param above keys of the articles above that place, best first, as far as the event says that they were seen: of an EXPOSE
 *     event, which speaks for its own article alone, none
 * @param sourceCode of the {@link Source} that spoke most for the article there; 0 when not known
 * @param degraded whether less than the whole pipeline made the page: how it was opened says nothing of what it makes
 */
public record Origin(String placement, long pageStamp, int slot, LongList above, int sourceCode, boolean degraded) {

    /** Of an event that is not attributed. */
    public static final Origin NONE = new Origin(0, -1, LongLists.EMPTY_LIST);

    /** On a page that the whole pipeline made. */
    public Origin(String placement, long pageStamp, int slot, LongList above) {
        this(placement, pageStamp, slot, above, 0, false);
    }

    /** On a page of the feed without a name. */
    public Origin(long pageStamp, int slot, LongList above) {
        this("", pageStamp, slot, above);
    }

    /** Whether the place is known. */
    public boolean known() {
        return slot >= 0;
    }

    /** A number for the page, among its reader's: the stamp, in the feed without a name. */
    public long pageKey() {
        return placement.isEmpty()
                ? pageStamp
                : HashCommon.mix(pageStamp ^ HashCommon.mix((long) placement.hashCode()));
    }
}
