package io.reco.server.domain.count;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * Counts of several kinds by placement. Callers make placements up, so only the first few are told apart. Safe for use by many
 * threads.
 */
public final class PlacementCounts {

    /** What placements beyond the first few are counted as. */
    public static final String OTHER = "other";

    private static final int PLACEMENTS_MAX = 20;

    private final int kinds;
    private final Map<String, AtomicLongArray> placements = new ConcurrentHashMap<>();
    private final AtomicLongArray others;

    /** So many kinds, named by their numbers from 0 on. */
    public PlacementCounts(int kinds) {
        this.kinds = kinds;
        this.others = new AtomicLongArray(kinds);
    }

    /** One more of this kind. */
    public void add(String placement, int kind) {
        of(placement).incrementAndGet(kind);
    }

    private AtomicLongArray of(String placement) {
        @Nullable AtomicLongArray known = placements.get(placement);
        return known == null ? first(placement) : known;
    }

    private synchronized AtomicLongArray first(String placement) {
        boolean named =
                !placement.equals(OTHER) && (placements.size() < PLACEMENTS_MAX || placements.containsKey(placement));
        return named ? placements.computeIfAbsent(placement, name -> new AtomicLongArray(kinds)) : others;
    }

    /** The counts of a kind so far; those of all but the first few placements as {@link #OTHER}, which is always there. */
    public Map<String, Long> of(int kind) {
        Map<String, Long> counts = new TreeMap<>(Map.of(OTHER, others.get(kind)));
        placements.forEach((placement, all) -> counts.put(placement, all.get(kind)));
        return counts;
    }
}
