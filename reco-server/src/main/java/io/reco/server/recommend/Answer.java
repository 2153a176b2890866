package io.reco.server.recommend;

import java.util.List;

import io.reco.server.domain.page.Page;

/**
 * A page as its reader gets it.
 *
 * @param stamp the page's; 0 when there is no such page
 * @param exposure its token; empty when there is no such page, and for a look
 * @param degraded whether the page was made by less than the whole pipeline, or could not be kept
 * @param items best first, at most as many as asked for; empty, too, when of a page asked for by its stamp nothing may be shown
 *     any more
 */
public record Answer(long stamp, String exposure, boolean degraded, List<Item> items) {

    /** The end of the history, or a catalogue with nothing to serve. */
    public static final Answer NONE = new Answer(0, "", false, List.of());

    /**
     * One article of the page.
     *
     * @param article its id
     * @param slot its place on the page, as it was made
     * @param views how often it was viewed by now
     * @param shares how often it was shared by now
     */
    public record Item(String article, Page.Slot slot, long views, long shares) {}
}
