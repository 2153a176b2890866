package io.reco.server.model.openings;

import java.util.Arrays;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongIterator;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * The counts, and what makes them grow. What an event says of a page depends on what was said of it before: of the pages that
 * anything was said of last it is known which slots were counted and opened, and of readers and articles how often these were
 * shown to those. Both are bounded and lossy: what is forgotten counts as new.
 *
 * <p>Of slots from 31 on, which few readers come to, nothing is learned: an exposure there is no showing and an opening no
 * opening, and what stands above such an opening does not count as shown for it.
 *
 * <p>12 bytes an article, and what {@code kept} allows.
 */
public final class MutableOpenings implements Openings, Part {

    /** Pages are learned from down to this slot: what is known of a page fits into one number. */
    private static final int SLOTS = 31;

    /** First, second, third, and any later showing. */
    private static final int TIMES = 4;

    /** In a page's bits, above those of counted and opened slots: whether an EXPOSE event told of it. */
    private static final long TOLD = 1L << (2 * SLOTS);

    /** Before anything is known: one in twenty is opened. */
    private static final float RATE = 0.05f;

    /** What the prior of an article weighs, in examinations; and those of slots and times, in openings. */
    private static final float PRIOR_SHOWN = 20;

    private static final float PRIOR_OPENED = 20;
    private static final float[] AGAIN = {1, 0.7f, 0.5f, 0.35f};
    private static final float LEAST = 0.02f;

    /** From so many examinations on the sums are halved: what readers do changes. */
    private static final double FADE_AT = 1 << 22;

    private final int kept;
    private final Long2LongLinkedOpenHashMap pages = new Long2LongLinkedOpenHashMap();
    private final Long2IntLinkedOpenHashMap showings = new Long2IntLinkedOpenHashMap();

    private int[] shown = new int[16];
    private int[] opened = new int[16];
    private float[] examined = new float[16];

    private double[] openedAt = new double[SLOTS];
    private double[] expectedAt = new double[SLOTS];
    private double[] openedTimes = new double[TIMES];
    private double[] expectedTimes = new double[TIMES];

    /** How many openings there were, and how many examinations. */
    private double[] all = new double[2];

    /** Of the latest pages, and of the latest pairs of a reader and an article, so many are remembered. */
    public MutableOpenings(int kept) {
        this.kept = kept;
    }

    @Override
    public int shown(int article) {
        return article < shown.length ? shown[article] : 0;
    }

    @Override
    public float rate() {
        return (float) ((all[0] + RATE * 10 * PRIOR_SHOWN) / (all[1] + 10 * PRIOR_SHOWN));
    }

    @Override
    public float mean(int article) {
        float prior = PRIOR_SHOWN * rate();
        if (article >= shown.length) {
            return prior / PRIOR_SHOWN;
        }
        return Math.min(1, (opened[article] + prior) / (examined[article] + PRIOR_SHOWN));
    }

    @Override
    public float hope(int article) {
        return hope(mean(article), article < shown.length ? examined[article] : 0);
    }

    @Override
    public float hope() {
        return hope(rate(), 0);
    }

    private static float hope(float mean, float examinations) {
        return mean + (float) Math.sqrt(mean * (1 - mean) / (examinations + PRIOR_SHOWN + 1));
    }

    @Override
    public float examination(int slot) {
        int at = Math.min(slot, SLOTS - 1);
        return bounded(ofExpected(openedAt[at], expectedAt[at], 1 / (1 + 0.1f * at))
                / ofExpected(openedAt[0], expectedAt[0], 1));
    }

    @Override
    public float again(int before) {
        if (before == 0) {
            return 1;
        }
        int time = Math.min(before, TIMES - 1);
        double first = ofExpected(openedTimes[0], expectedTimes[0], AGAIN[0]);
        return bounded(ofExpected(openedTimes[time], expectedTimes[time], AGAIN[time]) / first);
    }

    private static double ofExpected(double opens, double expected, float prior) {
        return (opens + PRIOR_OPENED * prior) / (expected + PRIOR_OPENED);
    }

    private static float bounded(double part) {
        return (float) Math.max(LEAST, Math.min(1, part));
    }

    /**
     * Takes in an EXPOSE event; one of a slot from 31 on is passed over.
     *
     * @param reader the key of the reader's id
     * @param pageKey the page's among its reader's
     * @param slot from 0 on
     */
    public void expose(long reader, long pageKey, int slot, int article) {
        if (slot < SLOTS) {
            long page = key(reader, pageKey);
            long known = pages.getAndMoveToLast(page);
            if ((known & counted(slot)) == 0) {
                count(reader, slot, article);
            }
            remember(page, known | counted(slot) | TOLD);
        }
    }

    /**
     * Takes in another event; one of a slot from 31 on is passed over. On a page of which no EXPOSE told, what stands above it
     * counts as shown, too.
     *
     * @param articles what is in the slots down to the event's, by ordinal; below 0 for one that is not known
     * @param opens whether the reader opened the article, or did what follows opening it
     */
    public void act(long reader, long pageKey, int[] articles, boolean opens) {
        int slot = articles.length - 1;
        if (slot >= SLOTS) {
            return;
        }
        long page = key(reader, pageKey);
        long known = pages.getAndMoveToLast(page);
        for (int above = (known & TOLD) == 0 ? 0 : slot; above <= slot; above++) {
            if ((known & counted(above)) == 0 && articles[above] >= 0) {
                count(reader, above, articles[above]);
                known |= counted(above);
            }
        }
        if (opens && (known & opened(slot)) == 0 && articles[slot] >= 0) {
            open(reader, slot, articles[slot]);
            known |= opened(slot);
        }
        remember(page, known);
    }

    private static long counted(int slot) {
        return 1L << slot;
    }

    private static long opened(int slot) {
        return 1L << (SLOTS + slot);
    }

    private static long key(long reader, long other) {
        return HashCommon.murmurHash3(reader) ^ HashCommon.mix(other);
    }

    private void remember(long page, long known) {
        pages.putAndMoveToLast(page, known);
        if (pages.size() > kept) {
            pages.removeFirstLong();
        }
    }

    private void rememberTimes(long pair, int times) {
        showings.putAndMoveToLast(pair, times);
        if (showings.size() > kept) {
            showings.removeFirstInt();
        }
    }

    private void count(long reader, int slot, int article) {
        long pair = key(reader, article);
        int before = showings.getAndMoveToLast(pair);
        rememberTimes(pair, before + 1);
        reserve(article);
        float examination = examination(slot);
        float mean = mean(article);
        expectedAt[slot] += mean;
        expectedTimes[Math.min(before, TIMES - 1)] += examination * mean;
        shown[article]++;
        examined[article] += examination;
        all[1] += examination;
        if (all[1] > FADE_AT) {
            fade();
        }
    }

    private void open(long reader, int slot, int article) {
        int time = Math.min(Math.max(1, showings.get(key(reader, article))), TIMES) - 1;
        opened[article]++;
        openedAt[slot]++;
        openedTimes[time]++;
        all[0]++;
    }

    private void fade() {
        for (double[] sums : new double[][] {all, openedAt, expectedAt, openedTimes, expectedTimes}) {
            Arrays.setAll(sums, i -> sums[i] / 2);
        }
    }

    @Override
    public void save(ColumnWriter out) {
        out.ints("shown", shown.length, article -> shown[article]);
        out.ints("opened", opened.length, article -> opened[article]);
        out.floats("examined", examined.length, article -> examined[article]);
        out.doubles("openedAt", SLOTS, slot -> openedAt[slot]);
        out.doubles("expectedAt", SLOTS, slot -> expectedAt[slot]);
        out.doubles("openedTimes", TIMES, time -> openedTimes[time]);
        out.doubles("expectedTimes", TIMES, time -> expectedTimes[time]);
        out.doubles("all", all.length, which -> all[which]);
        LongIterator keys = pages.keySet().iterator();
        LongIterator known = pages.values().iterator();
        out.longs("pages", pages.size(), i -> keys.nextLong());
        out.longs("known", pages.size(), i -> known.nextLong());
        LongIterator pairs = showings.keySet().iterator();
        IntIterator times = showings.values().iterator();
        out.longs("pairs", showings.size(), i -> pairs.nextLong());
        out.ints("times", showings.size(), i -> times.nextInt());
    }

    @Override
    public void restore(ColumnReader in) {
        shown = in.ints("shown", 0);
        opened = in.ints("opened", 0);
        examined = in.floats("examined", 0);
        openedAt = in.doubles("openedAt");
        expectedAt = in.doubles("expectedAt");
        openedTimes = in.doubles("openedTimes");
        expectedTimes = in.doubles("expectedTimes");
        all = in.doubles("all");
        long[] keys = in.longs("pages", 0);
        long[] known = in.longs("known", 0);
        for (int i = 0; i < keys.length; i++) {
            remember(keys[i], known[i]);
        }
        long[] pairs = in.longs("pairs", 0);
        int[] times = in.ints("times", 0);
        for (int i = 0; i < pairs.length; i++) {
            rememberTimes(pairs[i], times[i]);
        }
    }

    private void reserve(int article) {
        if (article >= shown.length) {
            int capacity = Math.max(article + 1, shown.length + (shown.length >> 1));
            shown = Arrays.copyOf(shown, capacity);
            opened = Arrays.copyOf(opened, capacity);
            examined = Arrays.copyOf(examined, capacity);
        }
    }
}
