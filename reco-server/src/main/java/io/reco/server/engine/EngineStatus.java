package io.reco.server.engine;

import java.util.Map;

import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Rung;

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
        Map<Rung, Long> newSlots) {

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
     */
    public record Kept(
            String kind,
            long bytes,
            long freeBytes,
            boolean clockDoubted,
            long clockApartMs,
            boolean writable,
            boolean damaged) {}

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
