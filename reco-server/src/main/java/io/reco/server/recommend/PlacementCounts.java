package io.reco.server.recommend;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * How many pages were made for each placement. Callers make placements up, so only the first few are told apart. Safe for use
 * by many threads.
 */
public final class PlacementCounts {

    /** What those beyond the first are counted as. */
    public static final String OTHER = "other";

    private static final int NAMED_MAX = 20;

    private final Map<String, LongAdder> named = new ConcurrentHashMap<>();
    private final LongAdder other = new LongAdder();

    PlacementCounts() {}

    void add(String placement) {
        @Nullable LongAdder known = named.get(placement);
        (known == null ? adder(placement) : known).increment();
    }

    private synchronized LongAdder adder(String placement) {
        if (placement.equals(OTHER) || (named.size() >= NAMED_MAX && !named.containsKey(placement))) {
            return other;
        }
        return named.computeIfAbsent(placement, name -> new LongAdder());
    }

    /** Pages so far, by placement; what is beyond the first ones as {@link #OTHER}. */
    public Map<String, Long> pages() {
        Map<String, Long> sums = new TreeMap<>(Map.of(OTHER, other.sum()));
        named.forEach((placement, adder) -> sums.put(placement, adder.sum()));
        return sums;
    }
}
