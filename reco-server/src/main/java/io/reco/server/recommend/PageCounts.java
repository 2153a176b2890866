package io.reco.server.recommend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.store.reader.ReaderState;

/**
 * How many pages were made, by placement and by the lowest rung that they needed, and how many slots were filled, by their own
 * rung and whether anything was known of the reader. So one sees when readers who are known get what is for anybody. Callers
 * make placements up, so only the first few are told apart. Safe for use by many threads.
 */
public final class PageCounts {

    /** What placements beyond the first few are counted as. */
    private static final String OTHER = "other";

    private static final int PLACEMENTS_MAX = 20;

    private final Map<String, LongAdder> placements = new ConcurrentHashMap<>();
    private final LongAdder otherPlacements = new LongAdder();
    private final Map<Rung, LongAdder> pages = adders();
    private final Map<Rung, LongAdder> knownSlots = adders();
    private final Map<Rung, LongAdder> newSlots = adders();
    private final LongAdder degraded = new LongAdder();
    private final LongAdder ranked = new LongAdder();
    private final LongAdder surplus = new LongAdder();

    PageCounts() {}

    /** Complete from the start, so that threads may share it. */
    private static Map<Rung, LongAdder> adders() {
        Map<Rung, LongAdder> adders = new EnumMap<>(Rung.class);
        for (Rung rung : Rung.values()) {
            adders.put(rung, new LongAdder());
        }
        return adders;
    }

    /**
     * Takes in a page that was made, which is not empty.
     *
     * @param isRanked whether it was ranked for itself; else it was made of what another one left
     */
    void add(ReaderState state, String placement, List<Page.Slot> page, boolean isDegraded, boolean isRanked) {
        of(placement).increment();
        (isRanked ? ranked : surplus).increment();
        if (isDegraded) {
            degraded.increment();
        }
        boolean known = state.actions().size() > 0 && state.preferences().personalised();
        Rung lowest = Rung.PERSONAL;
        for (Page.Slot slot : page) {
            of(known ? knownSlots : newSlots, slot.rung()).increment();
            lowest = slot.rung().compareTo(lowest) > 0 ? slot.rung() : lowest;
        }
        of(pages, lowest).increment();
    }

    private LongAdder of(String placement) {
        @Nullable LongAdder known = placements.get(placement);
        return known == null ? first(placement) : known;
    }

    private synchronized LongAdder first(String placement) {
        boolean named =
                !placement.equals(OTHER) && (placements.size() < PLACEMENTS_MAX || placements.containsKey(placement));
        return named ? placements.computeIfAbsent(placement, name -> new LongAdder()) : otherPlacements;
    }

    private static LongAdder of(Map<Rung, LongAdder> adders, Rung rung) {
        return Objects.requireNonNull(adders.get(rung));
    }

    /** Pages so far, by their lowest rung; every rung is there. */
    public Map<Rung, Long> pages() {
        return sums(pages);
    }

    /** Pages so far, by placement; those of all but the first few placements as {@code other}. */
    public Map<String, Long> placements() {
        Map<String, Long> sums = new TreeMap<>(Map.of(OTHER, otherPlacements.sum()));
        placements.forEach((placement, adder) -> sums.put(placement, adder.sum()));
        return sums;
    }

    /** Slots so far, by rung, on pages of readers of whom something was known, or nothing; every rung is there. */
    public Map<Rung, Long> slots(boolean known) {
        return sums(known ? knownSlots : newSlots);
    }

    /** How many of the pages so far the whole pipeline did not make, or the store did not keep. */
    public long degraded() {
        return degraded.sum();
    }

    /** How many of the pages so far were ranked for themselves. */
    public long ranked() {
        return ranked.sum();
    }

    /** How many of the pages so far were made of what another one left. */
    public long surplus() {
        return surplus.sum();
    }

    private static Map<Rung, Long> sums(Map<Rung, LongAdder> adders) {
        Map<Rung, Long> sums = new EnumMap<>(Rung.class);
        adders.forEach((rung, adder) -> sums.put(rung, adder.sum()));
        return sums;
    }
}
