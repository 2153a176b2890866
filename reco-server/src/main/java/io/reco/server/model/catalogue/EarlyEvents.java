package io.reco.server.model.catalogue;

import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongIterator;

import io.reco.server.domain.EventType;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Events of ids that the catalogue never had, by the ids' keys, until it has them: catalogue and feedback may arrive in either
 * order.
 *
 * <p>Bounded: the newest {@link #EVENTS_MAX} events. Of older ones the views and shares are still counted, for counts are never
 * wrong: an id that no article ever has takes no more than the 43 bytes of its count.
 */
public final class EarlyEvents implements Part {

    /** The events that wait. */
    public static final int EVENTS_MAX = 1 << 16;

    /** In place of a reader who was erased, or from whom nothing is learned: such an event is counted, and that is all. */
    public static final long NOBODY = 0;

    /** Half of a count of two. */
    private static final int HALF_BITS = 32;

    private static final int NONE = -1;

    /** Where the next event goes, in place of the oldest. */
    private int hand;

    /** By slot; 0 for an empty one. */
    private long[] articles = new long[EVENTS_MAX];

    private long[] readers = new long[EVENTS_MAX];
    private long[] timesMs = new long[EVENTS_MAX];
    /** As {@link EventType#deed}. */
    private byte[] deeds = new byte[EVENTS_MAX];

    /** By slot, the slot of the same id's next event, or {@link #NONE}. */
    private int[] nextOf = new int[EVENTS_MAX];

    private final Long2IntOpenHashMap oldestOf = slots();
    private final Long2IntOpenHashMap newestOf = slots();

    /** Views and shares of events that wait no more, half a long each. */
    private final Long2LongOpenHashMap lost = new Long2LongOpenHashMap();

    private static Long2IntOpenHashMap slots() {
        Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
        slots.defaultReturnValue(NONE);
        return slots;
    }

    /** Takes what waits for an article, the oldest first; readers by key, or {@link #NOBODY}; see {@link EventType#deed}. */
    @FunctionalInterface
    public interface Taker {
        void take(long reader, int deed, long timeMs);
    }

    /** How many ids there are of which something waits or is counted; one may count twice. */
    public int ids() {
        return oldestOf.size() + lost.size();
    }

    /** Keeps an event; of the deed see {@link EventType#deed}. */
    public void add(long article, long reader, int deed, long timeMs) {
        int slot = hand;
        hand = hand + 1 & EVENTS_MAX - 1;
        if (articles[slot] != 0) {
            lose(slot);
        }
        articles[slot] = article;
        readers[slot] = reader;
        timesMs[slot] = timeMs;
        deeds[slot] = (byte) deed;
        nextOf[slot] = NONE;
        int before = newestOf.put(article, slot);
        if (before == NONE) {
            oldestOf.put(article, slot);
        } else {
            nextOf[before] = slot;
        }
    }

    /** Says that all events of one reader are another's, or {@link #NOBODY}'s. */
    public void move(long from, long into) {
        for (int slot = 0; slot < EVENTS_MAX; slot++) {
            if (readers[slot] == from) {
                readers[slot] = into;
            }
        }
    }

    /** The slot holds the oldest event of all, so the oldest of its id. */
    private void lose(int slot) {
        long article = articles[slot];
        if (nextOf[slot] == NONE) {
            oldestOf.remove(article);
            newestOf.remove(article);
        } else {
            oldestOf.put(article, nextOf[slot]);
        }
        EventType type = EventType.ofDeed(deeds[slot]);
        long counted = type == EventType.VIEW ? 1L << HALF_BITS : type == EventType.SHARE ? 1 : 0;
        if (counted > 0) {
            lost.addTo(article, counted);
        }
    }

    /** Whether something waits for an article, or is counted of it. */
    public boolean knows(long article) {
        return oldestOf.containsKey(article) || lost.containsKey(article);
    }

    /** How many views of an article wait no more. */
    public int lostViews(long article) {
        return (int) (lost.get(article) >>> HALF_BITS);
    }

    /** How many shares of an article wait no more. */
    public int lostShares(long article) {
        return (int) lost.get(article);
    }

    /** Sets how often an article was viewed and shared; what does not wait any more of that is counted. */
    public void setCounts(long article, int views, int shares) {
        int lostViews = views;
        int lostShares = shares;
        for (int slot = oldestOf.get(article); slot != NONE; slot = nextOf[slot]) {
            EventType type = EventType.ofDeed(deeds[slot]);
            lostViews -= type == EventType.VIEW ? 1 : 0;
            lostShares -= type == EventType.SHARE ? 1 : 0;
        }
        lost.remove(article);
        if (lostViews > 0 || lostShares > 0) {
            lost.put(article, (long) Math.max(0, lostViews) << HALF_BITS | Math.max(0, lostShares));
        }
    }

    /**
     * Hands over the oldest of what waits for an article, and forgets that and what was counted of it.
     *
     * @param most so many at once
     * @return how many were handed over; fewer than {@code most} when nothing waits any more
     */
    public int take(long article, int most, Taker taker) {
        lost.remove(article);
        int slot = oldestOf.get(article);
        int taken = 0;
        while (slot != NONE && taken < most) {
            articles[slot] = 0;
            taker.take(readers[slot], deeds[slot], timesMs[slot]);
            slot = nextOf[slot];
            taken++;
        }
        if (slot == NONE) {
            oldestOf.remove(article);
            newestOf.remove(article);
        } else {
            oldestOf.put(article, slot);
        }
        return taken;
    }

    @Override
    public void save(ColumnWriter out) {
        int used = EVENTS_MAX;
        while (used > 0 && articles[used - 1] == 0) {
            used--;
        }
        out.number("hand", hand);
        out.longs("articles", used, slot -> articles[slot]);
        out.longs("readers", used, slot -> readers[slot]);
        out.longs("timesMs", used, slot -> timesMs[slot]);
        out.bytes("deeds", used, slot -> deeds[slot]);
        out.ints("next", used, slot -> nextOf[slot]);
        save(out, "oldest", oldestOf);
        save(out, "newest", newestOf);
        LongIterator lostArticles = lost.keySet().iterator();
        out.longs("lost articles", lost.size(), i -> lostArticles.nextLong());
        LongIterator counted = lost.values().iterator();
        out.longs("lost", lost.size(), i -> counted.nextLong());
    }

    private static void save(ColumnWriter out, String column, Long2IntOpenHashMap slots) {
        LongIterator keys = slots.keySet().iterator();
        out.longs(column + " articles", slots.size(), i -> keys.nextLong());
        IntIterator values = slots.values().iterator();
        out.ints(column, slots.size(), i -> values.nextInt());
    }

    @Override
    public void restore(ColumnReader in) {
        hand = (int) in.number("hand");
        articles = in.longs("articles", EVENTS_MAX);
        readers = in.longs("readers", EVENTS_MAX);
        timesMs = in.longs("timesMs", EVENTS_MAX);
        deeds = in.bytes("deeds", EVENTS_MAX);
        nextOf = in.ints("next", EVENTS_MAX);
        restore(in, "oldest", oldestOf);
        restore(in, "newest", newestOf);
        long[] lostArticles = in.longs("lost articles", 0);
        long[] counted = in.longs("lost", 0);
        for (int i = 0; i < lostArticles.length; i++) {
            lost.put(lostArticles[i], counted[i]);
        }
    }

    private static void restore(ColumnReader in, String column, Long2IntOpenHashMap slots) {
        long[] keys = in.longs(column + " articles", 0);
        int[] values = in.ints(column, 0);
        for (int i = 0; i < keys.length; i++) {
            slots.put(keys[i], values[i]);
        }
    }
}
