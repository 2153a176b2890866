package io.reco.client.operations;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.reco.client.feedback.EventType;
import io.reco.client.page.Exposure.Source;

/**
 * Whether pages help, and whether what is reported is good enough to learn from: what one server counted since it started.
 *
 * @param startTime since when it was counted
 * @param slots what became of slots, by source and placement; those without a slot are left out
 * @param events what became of reported events, by type; those that were never reported are left out
 * @param pageCount how many pages were made
 * @param shortPageCount of them, how many have fewer articles than were asked for
 * @param exploredSlotCount how many slots chance had a part in
 * @param overlap how alike pages of different readers are, 0..1: the mean of the Jaccard indexes of pairs of pages; 0 while there
 *     is no pair
 * @param pairCount how many pairs that is of
 * @param holdoutQuality what is learned in the background, on readers it was not learned from, 0..1: the mean of NDCG@20 and
 *     Recall@20; 0 before the first time
 */
public record Quality(
        Instant startTime,
        List<SlotUse> slots,
        List<EventUse> events,
        long pageCount,
        long shortPageCount,
        long exploredSlotCount,
        double overlap,
        long pairCount,
        double holdoutQuality) {
    public Quality {
        Objects.requireNonNull(startTime, "startTime");
        slots = List.copyOf(slots);
        events = List.copyOf(events);
    }

    /**
     * What became of the slots of which one source spoke most for the article.
     *
     * @param placement where they were shown; of all but the first 20 placements {@code other}
     * @param served how many were served
     * @param exposed of how many an EXPOSE event said that they were seen
     * @param opened from how many a VIEW event came
     */
    public record SlotUse(Source source, String placement, long served, long exposed, long opened) {
        public SlotUse {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(placement, "placement");
        }
    }

    /**
     * What became of the events of one type.
     *
     * @param type which; unknown for all those that there are not
     * @param accepted how many were accepted
     * @param duplicates how many were there before
     * @param refused how many were refused
     */
    public record EventUse(EventType type, long accepted, long duplicates, long refused) {
        public EventUse {
            Objects.requireNonNull(type, "type");
        }
    }
}
