package io.reco.server.recommend.draft;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Shares;
import io.reco.server.model.blend.Feature;

/**
 * A draft's candidates in one order, the best first, and what speaks for each. The ranking stage writes it, the others read it.
 * Reused; one thread at a time.
 */
public final class Ranking {

    private static final Feature[] FEATURES = Feature.values();

    /** What each feature gives to each candidate, the features of one candidate side by side. */
    private float[] given = new float[256 * FEATURES.length];

    /** What a feature gives is multiplied by its factor; the score is the sum. */
    private final float[] factors = new float[FEATURES.length];

    /** Scores in the upper half, entries in the lower, see {@link #key}; the best last. */
    private long[] order = new long[256];

    private int[] articles = new int[256];
    /** Working space: a sum by code of a source. */
    private final float[] bySource = new float[1 << (Byte.SIZE - Shares.SHARE_BITS)];

    private int count;
    private boolean personal;

    /** What another draft left, which this goes on with; null where the candidates are this draft's own. */
    private @Nullable Surplus left;

    Ranking() {}

    /** Forgets all; there is room for so many candidates. */
    public void begin(int candidates) {
        count = 0;
        personal = false;
        left = null;
        if (order.length < candidates) {
            int room = candidates + (candidates >> 1);
            order = new long[room];
            articles = new int[room];
            given = new float[room * FEATURES.length];
        }
    }

    /** Says what a feature gives to the candidate of an entry; at least 0. */
    public void give(int entry, int feature, float value) {
        given[entry * FEATURES.length + feature] = value;
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

    /** The sum of what the features give to the candidate of an entry, each times its factor. */
    public float sum(int entry) {
        int offset = entry * FEATURES.length;
        float sum = 0;
        for (int f = 0; f < factors.length; f++) {
            sum += factors[f] * given[offset + f];
        }
        return sum;
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
        Arrays.sort(order, 0, count);
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
        return Float.intBitsToFloat((int) (order[count - 1 - place] >>> 32));
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
        return given[entry(place) * FEATURES.length + feature.index()];
    }

    /** What spoke for the article at a place. */
    public Shares shares(int place) {
        if (left != null) {
            return left.shares(place);
        }
        Arrays.fill(bySource, 0);
        int offset = entry(place) * FEATURES.length;
        for (int f = 0; f < factors.length; f++) {
            bySource[FEATURES[f].source().code()] += factors[f] * given[offset + f];
        }
        return Shares.of(bySource);
    }

    private int entry(int place) {
        return ~(int) order[count - 1 - place];
    }

    /** Sorts by score (above 0, so its bits grow with it), ties by entry downwards. */
    private static long key(float score, int entry) {
        return (long) Float.floatToIntBits(score) << 32 | (~entry & 0xFFFFFFFFL);
    }
}
