package io.reco.server.recommend.explore;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many slots of pages this server gave to each of the articles that came last. Bounded and lossy: articles share 65,536
 * places, and of those that meet in one the newer has it. Safe for use by many threads.
 */
public final class ServedSlots {

    private static final int PLACE_BITS = 16;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    /** In the upper half of each what is left of an ordinal, in the lower half its count, both of 16 bits. */
    private final AtomicIntegerArray places = new AtomicIntegerArray(1 << PLACE_BITS);

    private final FirstSlots first = new FirstSlots();

    public ServedSlots() {}

    /** When articles had their first slots. */
    public FirstSlots first() {
        return first;
    }

    /** How often an article, by ordinal, was served; at most 65,535. */
    public int count(int article) {
        int place = places.get(article & PLACE_MASK);
        return place >>> PLACE_BITS == article >>> PLACE_BITS ? place & PLACE_MASK : 0;
    }

    /** Counts that an article was served once more; whether it was for the first time. */
    public boolean add(int article) {
        int owner = article >>> PLACE_BITS;
        int was = places.getAndUpdate(article & PLACE_MASK, place -> {
            if (place >>> PLACE_BITS > owner) {
                return place;
            }
            int before = place >>> PLACE_BITS == owner ? place & PLACE_MASK : 0;
            return owner << PLACE_BITS | Math.min(PLACE_MASK, before + 1);
        });
        return was >>> PLACE_BITS < owner || (was >>> PLACE_BITS == owner && (was & PLACE_MASK) == 0);
    }
}
