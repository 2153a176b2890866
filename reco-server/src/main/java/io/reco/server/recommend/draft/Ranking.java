package io.reco.server.recommend.draft;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Shares;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.sums.Threshold;

/**
 * A draft's candidates in one order, the best first, and what speaks for each. The ranking stage writes it, the others read it.
 * Reused; one thread at a time.
 */
public final class Ranking {

    private static final Feature[] FEATURES = Feature.values();

    /** So many of the best are put in order at once; a page seldom looks at more. */
    private static final int FIRST = 200;

    /** By feature, what it gives to each candidate, by entry. */
    private float[][] given = new float[FEATURES.length][256];

    /** By entry, what {@link #sums} returns. */
    private float[] sums = new float[256];

    /** What a feature gives is multiplied by its factor; the score is the sum. */
    private final float[] factors = new float[FEATURES.length];

    /** Scores in the upper half, entries in the lower, see {@link #key}; the best last, {@link #sorted} of them in order. */
    private long[] order = new long[256];

    private int[] articles = new int[256];
    /** Working space: a sum by code of a source. */
    private final float[] bySource = new float[1 << (Byte.SIZE - Shares.SHARE_BITS)];

    private final Threshold threshold = new Threshold();
    private int count;

    /** How many of the first places are in order; of many candidates the last ones are put in order when somebody looks. */
    private int sorted;

    private int candidates;
    private boolean personal;

    /** What another draft left, which this goes on with; null where the candidates are this draft's own. */
    private @Nullable Surplus left;

    Ranking() {}

    /** Forgets all; there is room for so many candidates. */
    public void begin(int most) {
        count = 0;
        sorted = 0;
        candidates = most;
        personal = false;
        left = null;
        if (order.length < most) {
            int room = most + (most >> 1);
            order = new long[room];
            articles = new int[room];
            sums = new float[room];
            given = new float[FEATURES.length][room];
        }
    }

    /** What a feature gives to the candidates, by entry; to be filled in, at least 0 each. */
    public float[] given(Feature feature) {
        return given[feature.index()];
    }

    /** Says how much a feature counts. */
    public void weigh(Feature feature, float factor) {
        factors[feature.index()] = factor;
    }

    /** Goes on with what another draft left. Nothing has a score then. */
    public void goOn(Surplus surplus) {
        begin(surplus.count());
        left = surplus;
        count = surplus.count();
        sorted = count;
        personal = surplus.personal();
        for (int place = 0; place < count; place++) {
            articles[place] = surplus.article(place);
            order[count - 1 - place] = key(0, place);
        }
    }

    /** Says that the order is that of this very reader's taste. */
    public void makePersonal() {
        personal = true;
    }

    /** By entry, the sum of what the features give to a candidate, each times its factor; valid until the next call. */
    public float[] sums() {
        Arrays.fill(sums, 0, candidates, 0);
        for (int f = 0; f < factors.length; f++) {
            float factor = factors[f];
            float[] values = given[f];
            for (int entry = 0; factor != 0 && entry < candidates; entry++) {
                sums[entry] += factor * values[entry];
            }
        }
        return sums;
    }

    /** How much a feature counts. */
    public float factor(Feature feature) {
        return factors[feature.index()];
    }

    /** Ranks the article of an entry by its score, above 0. */
    public void rank(int entry, int article, float score) {
        articles[entry] = article;
        order[count++] = key(score, entry);
    }

    /** Puts what was ranked in order; ties go to the lower entry. */
    public void sort() {
        threshold.clear();
        for (int i = 0; i < count; i++) {
            threshold.add(scoreOf(order[i]));
        }
        float bound = threshold.of(FIRST);
        int behind = 0;
        for (int i = 0; i < count; i++) {
            long key = order[i];
            if (scoreOf(key) < bound) {
                order[i] = order[behind];
                order[behind++] = key;
            }
        }
        Arrays.sort(order, behind, count);
        sorted = count - behind;
    }

    /**
     * Puts the first places in order anew. Together they keep the score they had, and none falls below the places behind.
     *
     * @param lifts by place, what the logarithm of its score is to grow by, in relation to the others
     * @param places how many
     */
    public void tilt(double[] lifts, int places) {
        double most = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < places; place++) {
            most = Math.max(most, lifts[place]);
        }
        entry(places - 1); // so that these are in order
        double before = 0;
        double after = 0;
        for (int place = 0; place < places; place++) {
            before += score(place);
            lifts[place] = score(place) * Math.exp(lifts[place] - most);
            after += lifts[place];
        }
        float least = places < count ? score(places) : Float.MIN_NORMAL;
        for (int place = 0; place < places; place++) {
            float score = Math.max(least, (float) (lifts[place] * before / after));
            order[count - 1 - place] = key(score, entry(place));
        }
        Arrays.sort(order, count - places, count);
    }

    /** How many are ranked. */
    public int count() {
        return count;
    }

    /** The article at a place, 0 being the best. */
    public int article(int place) {
        return articles[entry(place)];
    }

    /** The score of the article at a place. */
    public float score(int place) {
        return scoreOf(at(place));
    }

    /** Fills in what the article of each slot was ranked by; 0 where it was not. */
    public void scores(Slots slots, float[] scores) {
        Arrays.fill(scores, 0);
        for (int place = 0; place < count; place++) {
            int slot = slots.slotOf(article(place));
            if (slot >= 0) {
                scores[slot] = score(place);
            }
        }
    }

    /** Whether the order is that of this very reader's taste. */
    public boolean personal() {
        return personal;
    }

    /** What a feature gives to the article at a place. */
    public float given(int place, Feature feature) {
        return given[feature.index()][entry(place)];
    }

    /** What spoke for the article at a place. */
    public Shares shares(int place) {
        if (left != null) {
            return left.shares(place);
        }
        Arrays.fill(bySource, 0);
        int entry = entry(place);
        for (int f = 0; f < factors.length; f++) {
            bySource[FEATURES[f].source().code()] += factors[f] * given[f][entry];
        }
        return Shares.of(bySource);
    }

    private int entry(int place) {
        return ~(int) at(place);
    }

    private long at(int place) {
        if (place >= sorted) {
            Arrays.sort(order, 0, count - sorted);
            sorted = count;
        }
        return order[count - 1 - place];
    }

    private static float scoreOf(long key) {
        return Float.intBitsToFloat((int) (key >>> 32));
    }

    /** Sorts by score (above 0, so its bits grow with it), ties by entry downwards. */
    private static long key(float score, int entry) {
        return (long) Float.floatToIntBits(score) << 32 | (~entry & 0xFFFFFFFFL);
    }
}
