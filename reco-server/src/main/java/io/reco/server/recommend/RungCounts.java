package io.reco.server.recommend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.store.reader.ReaderState;

/**
 * How many pages were made, by the lowest rung that they needed, and how many slots were filled, by their own rung and whether
 * anything was known of the reader. So one sees when readers who are known get what is for anybody. Safe for use by many
 * threads.
 */
public final class RungCounts {

    private final Map<Rung, LongAdder> pages = adders();
    private final Map<Rung, LongAdder> knownSlots = adders();
    private final Map<Rung, LongAdder> newSlots = adders();
    private final LongAdder degraded = new LongAdder();

    RungCounts() {}

    /** Complete from the start, so that threads may share it. */
    private static Map<Rung, LongAdder> adders() {
        Map<Rung, LongAdder> adders = new EnumMap<>(Rung.class);
        for (Rung rung : Rung.values()) {
            adders.put(rung, new LongAdder());
        }
        return adders;
    }

    /** Takes in a page that was made, which is not empty. */
    void add(ReaderState state, List<Page.Slot> page, boolean isDegraded) {
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

    private static LongAdder of(Map<Rung, LongAdder> adders, Rung rung) {
        return Objects.requireNonNull(adders.get(rung));
    }

    /** Pages so far, by their lowest rung; every rung is there. */
    public Map<Rung, Long> pages() {
        return sums(pages);
    }

    /** Slots so far, by rung, on pages of readers of whom something was known, or nothing; every rung is there. */
    public Map<Rung, Long> slots(boolean known) {
        return sums(known ? knownSlots : newSlots);
    }

    /** How many of the pages so far the whole pipeline did not make, or the store did not keep. */
    public long degraded() {
        return degraded.sum();
    }

    private static Map<Rung, Long> sums(Map<Rung, LongAdder> adders) {
        Map<Rung, Long> sums = new EnumMap<>(Rung.class);
        adders.forEach((rung, adder) -> sums.put(rung, adder.sum()));
        return sums;
    }
}
