package io.reco.server.store.reader;

import java.util.List;

import io.reco.server.domain.page.Page;

/** Brings what becomes known of kept pages into them. */
public final class Showings {

    private Showings() {}

    /**
     * Says of a slot that an event told of it; of a page that is not kept nothing is changed.
     *
     * @param pages those kept; the one of this placement and stamp is replaced
     * @param exposes whether the event is an EXPOSE
     */
    public static void add(List<Page> pages, String placement, long stamp, int slot, boolean exposes) {
        for (int i = 0; i < pages.size(); i++) {
            Page page = pages.get(i);
            if (page.stamp() == stamp
                    && page.placement().equals(placement)
                    && slot < page.slots().size()) {
                pages.set(i, page.with(page.shown().with(slot, exposes)));
            }
        }
    }
}
