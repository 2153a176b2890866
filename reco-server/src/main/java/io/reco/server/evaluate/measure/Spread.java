package io.reco.server.evaluate.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;

/**
 * What pages have of a catalogue, beside how good they are.
 *
 * <ul>
 *   <li>coverage: articles that were on any page, of all that might have been
 *   <li>novelty: the mean self-information of what is on a page, in bits, and of that the mean over pages; the self-information
 *       of an article that k of U readers engaged with is log2(U / max(1, k)): 0 when everybody did
 *   <li>overlap between readers: how many articles two pages have in common, on average over all pairs of pages, of what a page
 *       holds on average; exact, where each reader has one page
 *   <li>slots: which part of all slots each rung filled
 * </ul>
 *
 * <p>Source of novelty: Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems", PNAS 2010, who
 * call the overlap's complement inter-user diversity, too.
 */
public final class Spread {

    private final Long2IntOpenHashMap pagesWith = new Long2IntOpenHashMap();
    private final Map<Rung, Integer> slots = new EnumMap<>(Rung.class);
    private int pages;
    private long filled;
    private double information;

    /**
     * Adds a page.
     *
     * @param selfInformation of an article, by key, bits
     */
    public void add(List<Page.Slot> page, LongToDoubleFunction selfInformation) {
        double sum = 0;
        for (Page.Slot slot : page) {
            pagesWith.addTo(slot.article(), 1);
            slots.merge(slot.rung(), 1, Integer::sum);
            sum += selfInformation.applyAsDouble(slot.article());
        }
        pages++;
        filled += page.size();
        information += page.isEmpty() ? 0 : sum / page.size();
    }

    /** The self-information of an article that some of all readers engaged with, bits. */
    public static double selfInformation(int engaged, int readers) {
        return Math.log((double) Math.max(1, readers) / Math.max(1, engaged)) / Math.log(2);
    }

    /** 0 when no two pages have an article in common, 1 when all are alike; for one page of each reader. */
    public double overlap() {
        double common = 0;
        for (int count : pagesWith.values()) {
            common += count * (count - 1.0) / 2;
        }
        double pairs = pages * (pages - 1.0) / 2;
        return pairs == 0 || filled == 0 ? 0 : common / pairs / (filled / (double) pages);
    }

    /** Reports all but the overlap, of a catalogue of so many articles that might have been on a page. */
    public void report(Report report, long catalogue) {
        report.count("distinct articles", pagesWith.size());
        report.number("coverage", pagesWith.size() / (double) Math.max(1, catalogue));
        report.number("novelty bits", pages == 0 ? 0 : information / pages);
        for (Rung rung : Rung.values()) {
            double part = slots.getOrDefault(rung, 0) / (double) Math.max(1, filled);
            report.number("slots " + rung.name().toLowerCase(Locale.ROOT), part);
        }
    }
}
