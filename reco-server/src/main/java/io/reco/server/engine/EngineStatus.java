package io.reco.server.engine;

import java.util.Map;

import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.domain.count.PageKind;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Source;

/**
 * What operators look at.
 *
 * @param articles how many the catalogue holds
 * @param readers of how many is known, for learning, what they did
 * @param logPosition of the newest durable fact
 * @param modelsPosition of the newest fact in the models
 * @param rowsDue neighbour rows that wait to be rebuilt
 * @param learnedPosition of a fact up to which what is learned in the background was learned from all
 * @param modelId names what was learned in the background and ranks pages now
 * @param modelsPublished how often what is learned in the background was replaced since the opening
 * @param modelAgeMs time since what is learned in the background was last replaced, milliseconds; 0 before the first time
 * @param snapshot the newest one that was written, or that the models began with
 * @param kept what the store says of itself
 * @param pages since the opening, by the lowest rung they needed; every rung is there
 * @param placements the same pages by placement; those of all but the first few placements as {@code other}
 * @param degradedPages of them, how many the whole pipeline did not make, or the store did not keep
 * @param rankedPages of them, how many were ranked for themselves
 * @param surplusPages of them, how many were made of what another page had left
 * @param knownSlots slots since the opening, by rung, on pages of readers of whom something was known
 * @param newSlots likewise, on pages of other readers
 * @param served what else is counted of the same pages
 * @param events what became of reported events since the opening
 * @param behind how far the models are behind the log
 * @param writes how long writes of facts took
 * @param quality what the newest choice of a mixture scored on held-out readers of the own log, 0..1; NaN before the first
 */
public record EngineStatus(
        int articles,
        int readers,
        long logPosition,
        long modelsPosition,
        int rowsDue,
        long learnedPosition,
        ModelId modelId,
        int modelsPublished,
        long modelAgeMs,
        Snapshot snapshot,
        Kept kept,
        Map<Rung, Long> pages,
        Map<String, Long> placements,
        long degradedPages,
        long rankedPages,
        long surplusPages,
        Map<Rung, Long> knownSlots,
        Map<Rung, Long> newSlots,
        Served served,
        Events events,
        Behind behind,
        Writes writes,
        double quality) {

    /**
     * What pages were made of, beside their rungs.
     *
     * @param slots by the source that spoke most for their article, and by placement; those of all but the first few placements
     *     as {@code other}
     * @param explored slots that chance had a part in
     * @param brief pages with fewer articles than were asked for
     * @param pairs how many pairs of pages of different known readers were compared
     * @param overlaps the sum of their Jaccard indexes, each 0..1
     * @param answers requests for pages, by what they were answered with
     * @param firstSlots articles that had their first slot, of those published since the first page
     * @param firstSlotSeconds from their publication until then, all together
     */
    public record Served(
            Map<Source, Map<String, Long>> slots,
            long explored,
            long brief,
            long pairs,
            double overlaps,
            Map<PageKind, Long> answers,
            long firstSlots,
            double firstSlotSeconds) {}

    /**
     * Reported events.
     *
     * @param accepted by type; those of types that there are not as {@code other}
     * @param duplicates likewise
     * @param refused likewise
     * @param exposed slots reported as seen, by source and placement as in {@link Served}
     * @param opened views that came from pages, likewise
     */
    public record Events(
            Map<String, Long> accepted,
            Map<String, Long> duplicates,
            Map<String, Long> refused,
            Map<Source, Map<String, Long>> exposed,
            Map<Source, Map<String, Long>> opened) {}

    /**
     * Writes of facts, each of which several calls may share.
     *
     * @param count since the opening
     * @param seconds that they took until what they wrote was durable, all together
     */
    public record Writes(long count, double seconds) {}

    /**
     * How far the models are behind the log.
     *
     * @param facts about how many wait
     * @param ms since when there were always some, milliseconds; 0 while there are none
     * @param rewinds how often facts that the models had were lost, so that these began anew
     */
    public record Behind(long facts, long ms, long rewinds) {}

    /**
     * What the store says of itself.
     *
     * @param kind such as {@code rocksdb}
     * @param bytes what it takes on disk; 0 when not known
     * @param freeBytes how much room is left where it lives; 0 when not known
     * @param clockDoubted whether the clock cannot be believed, so that nothing is removed for its age
     * @param clockApartMs how much farther the clock went than the monotonic one since the opening, milliseconds
     * @param writable whether it takes writes
     * @param damaged whether a file was found that is not what was written
     * @param cluster the one that keeps it, where several servers share it
     */
    public record Kept(
            String kind,
            long bytes,
            long freeBytes,
            boolean clockDoubted,
            long clockApartMs,
            boolean writable,
            boolean damaged,
            ClusterStatus cluster) {}

    /**
     * A snapshot of the models.
     *
     * @param ageMs since it was made, milliseconds; 0 when there is none
     * @param bytes of its content; 0 when there is none
     * @param tookMs how long it took until it was written and read back, milliseconds; 0 of one of before the start
     * @param pausedMs for how long of that facts waited to be learned; likewise
     */
    public record Snapshot(long ageMs, long bytes, long tookMs, long pausedMs) {}
}
