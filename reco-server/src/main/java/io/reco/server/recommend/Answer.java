package io.reco.server.recommend;

import java.util.List;

import io.reco.server.domain.page.Page;
import io.reco.server.recommend.explain.Absence;
import io.reco.server.recommend.explain.Reason;

/**
 * A page as its reader gets it.
 *
 * @param stamp the page's; 0 when there is no such page
 * @param exposure its token; empty when there is no such page, and for a look
 * @param degraded whether the page was made by less than the whole pipeline, or could not be kept
 * @param items best first, at most as many as asked for; empty, too, when of a page asked for by its stamp nothing may be shown
 *     any more
 * @param absences of the articles that were asked about, in their order, those that are not on the page
 */
public record Answer(long stamp, String exposure, boolean degraded, List<Item> items, List<Absence> absences) {

    /** The end of the history, or a catalogue with nothing to serve. */
    public static final Answer NONE = new Answer(0, "", false, List.of(), List.of());

    public Answer {
        items = List.copyOf(items);
        absences = List.copyOf(absences);
    }

    Answer with(List<Absence> others) {
        return new Answer(stamp, exposure, degraded, items, others);
    }

    /**
     * One article of the page.
     *
     * @param article its id
     * @param place from 0 on, on the page as it was made
     * @param slot what was there
     * @param score what it was ranked by; 0 for what was not, on a kept page, and where nobody asked
     * @param reasons what its reader may be told, the strongest first; none where nobody asked
     * @param counts what was done with it by now
     */
    public record Item(String article, int place, Page.Slot slot, float score, List<Reason> reasons, Counts counts) {

        Item told(float itsScore, List<Reason> itsReasons) {
            return new Item(article, place, slot, itsScore, itsReasons, counts);
        }

        /** How often it was viewed by now. */
        public long views() {
            return counts.views;
        }

        /** How often it was shared by now. */
        public long shares() {
            return counts.shares;
        }
    }

    /** What was done with an article: how often it was viewed and shared, and how many readers acted on it. */
    public record Counts(long views, long shares, long readers) {}
}
