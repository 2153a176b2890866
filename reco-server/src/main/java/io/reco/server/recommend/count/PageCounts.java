package io.reco.server.recommend.count;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.reco.server.domain.count.PageKind;
import io.reco.server.domain.count.PlacementCounts;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Source;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.reader.ReaderState;

/**
 * How many pages were made, by placement and by the lowest rung that they needed, and how many slots were filled, by their own
 * rung and whether anything was known of the reader. So one sees when readers who are known get what is for anybody. Safe for
 * use by many threads.
 */
public final class PageCounts {

    private final PlacementCounts placements = new PlacementCounts(1);
    private final PlacementCounts sources = new PlacementCounts(Source.CODES);
    private final Overlap overlap = new Overlap();
    private final LongAdder explored = new LongAdder();
    private final LongAdder brief = new LongAdder();
    private final Map<PageKind, LongAdder> answers = adders(PageKind.class);
    private final Map<Rung, LongAdder> pages = adders(Rung.class);
    private final Map<Rung, LongAdder> knownSlots = adders(Rung.class);
    private final Map<Rung, LongAdder> newSlots = adders(Rung.class);
    private final LongAdder degraded = new LongAdder();
    private final LongAdder ranked = new LongAdder();
    private final LongAdder surplus = new LongAdder();

    /** Of no page yet. */
    public PageCounts() {}

    /** Complete from the start, so that threads may share it. */
    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            adders.put(value, new LongAdder());
        }
        return adders;
    }

    /**
     * Takes in a page that was made, which is not empty.
     *
     * @param request what it was made for
     * @param isRanked whether it was ranked for itself; else it was made of what another one left
     */
    public void add(
            ReaderState state, PageRequest request, List<Page.Slot> page, boolean isDegraded, boolean isRanked) {
        placements.add(request.placement(), 0);
        (isRanked ? ranked : surplus).increment();
        if (isDegraded) {
            degraded.increment();
        }
        if (page.size() < request.count()) {
            brief.increment();
        }
        boolean known = state.actions().size() > 0 && state.preferences().personalised();
        Rung lowest = Rung.PERSONAL;
        for (Page.Slot slot : page) {
            of(known ? knownSlots : newSlots, slot.rung()).increment();
            sources.add(request.placement(), slot.source().code());
            if (slot.propensity() < 1) {
                explored.increment();
            }
            lowest = slot.rung().compareTo(lowest) > 0 ? slot.rung() : lowest;
        }
        of(pages, lowest).increment();
        if (known) {
            overlap.add(request.reader(), request.placement(), page);
        }
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> adders, E value) {
        return Objects.requireNonNull(adders.get(value));
    }

    /** Takes in an answer. */
    public void answered(PageKind kind) {
        of(answers, kind).increment();
    }

    /** Answers so far, by what they were; every kind is there. */
    public Map<PageKind, Long> answers() {
        return sums(PageKind.class, answers);
    }

    /** Pages so far, by their lowest rung; every rung is there. */
    public Map<Rung, Long> pages() {
        return sums(Rung.class, pages);
    }

    /** Pages so far, by placement; those of all but the first few placements as {@code other}. */
    public Map<String, Long> placements() {
        return placements.of(0);
    }

    /** Slots so far whose articles a source spoke most for, by placement, as {@link #placements}. */
    public Map<String, Long> slots(Source source) {
        return sources.of(source.code());
    }

    /** Slots so far that chance had a part in. */
    public long explored() {
        return explored.sum();
    }

    /** Pages so far with fewer articles than were asked for. */
    public long brief() {
        return brief.sum();
    }

    /** What pages of different readers have in common. */
    public Overlap overlap() {
        return overlap;
    }

    /** Slots so far, by rung, on pages of readers of whom something was known, or nothing; every rung is there. */
    public Map<Rung, Long> slots(boolean known) {
        return sums(Rung.class, known ? knownSlots : newSlots);
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

    private static <E extends Enum<E>> Map<E, Long> sums(Class<E> type, Map<E, LongAdder> adders) {
        Map<E, Long> sums = new EnumMap<>(type);
        adders.forEach((value, adder) -> sums.put(value, adder.sum()));
        return sums;
    }
}
