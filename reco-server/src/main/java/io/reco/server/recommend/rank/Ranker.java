package io.reco.server.recommend.rank;

import java.util.Arrays;

import io.reco.server.domain.page.Source;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.draft.Draft;

/** Puts a draft's candidates into one order, by the {@link Blend}. Reused; one thread at a time. */
public final class Ranker {

    private static final Feature[] FEATURES = Feature.values();
    /** Hot is what has at least a view of now, or two of a day and a half ago, and so on. */
    private static final double HOT_VIEWS = 0.5;

    /** What a feature gives in all, at least: of less the inverse may be infinite. */
    private static final float LEAST = Float.MIN_NORMAL;

    private final Draft draft;
    private final float[] totals = new float[FEATURES.length];
    private final float[] factors = new float[FEATURES.length];
    private float[] given = new float[256 * FEATURES.length];
    private long[] order = new long[256];
    private int count;
    private boolean personal;

    /** Ranks candidates of this draft. */
    public Ranker(Draft draft) {
        this.draft = draft;
    }

    /** Ranks the draft's candidates; those that nothing speaks for are left out. */
    public void rank() {
        read();
        Blend blend = draft.models().blend();
        int stage = Blend.stage(draft.taste().sessionCount());
        personal = false;
        for (Feature feature : FEATURES) {
            int f = feature.index();
            factors[f] = totals[f] >= LEAST ? blend.weight(stage, feature) / (totals[f] + feature.prior()) : 0;
            personal |= totals[f] >= LEAST && feature.personal();
        }
        count = 0;
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            float score = score(entry * FEATURES.length) * tolerance(draft.candidate(entry));
            if (score > 0) {
                order[count++] = key(score, entry);
            }
        }
        Arrays.sort(order, 0, count);
    }

    /** Fills in each feature's share for an article; negative where the feature is silent. Says whether any spoke. */
    public boolean shares(int article, float[] shares) {
        read();
        boolean spoke = false;
        for (Feature feature : FEATURES) {
            int f = feature.index();
            float total = totals[f];
            shares[f] = total >= LEAST ? given(feature, article) / (total + feature.prior()) : -1;
            spoke |= total >= LEAST;
        }
        return spoke;
    }

    /** Collects what the features give to the candidates, and in all. */
    private void read() {
        if (order.length < draft.candidateCount()) {
            order = new long[draft.candidateCount() + (draft.candidateCount() >> 1)];
            given = new float[order.length * FEATURES.length];
        }
        Trend burst = draft.models().burst();
        Trend trend = draft.models().trend();
        burstMoment = burst.moment(draft.nowMs());
        trendMoment = trend.moment(draft.nowMs());
        for (Feature feature : FEATURES) {
            float total = 0;
            int f = feature.index();
            for (int entry = 0; entry < draft.candidateCount(); entry++) {
                float value = given(feature, draft.candidate(entry));
                given[entry * FEATURES.length + f] = value;
                total += value;
            }
            totals[f] = total;
        }
    }

    private double burstMoment;
    private double trendMoment;

    /** What a feature gives to an article, at least 0. */
    private float given(Feature feature, int article) {
        return switch (feature) {
            case BURST -> draft.models().burst().value(article, burstMoment);
            case TREND -> draft.models().trend().value(article, trendMoment);
            default -> Math.max(0, draft.scores(feature).of(article));
        };
    }

    /** How much of its score an article keeps: less than all when it is like what the reader rejected. */
    private float tolerance(int article) {
        if (!draft.taste().averse()) {
            return 1;
        }
        float likeness = Math.min(0, draft.scores(Feature.CONTENT).of(article));
        return draft.taste().tolerance(draft.articles().topic(article)) * (1 + Math.max(-1, likeness));
    }

    private float score(int offset) {
        float score = 0;
        for (int f = 0; f < factors.length; f++) {
            score += factors[f] * given[offset + f];
        }
        return score;
    }

    /** How many are ranked. */
    public int count() {
        return count;
    }

    /** The article at a place, 0 being the best; ties go to the one proposed first. */
    public int article(int place) {
        return draft.candidate(entry(place));
    }

    /** Whether many engage with the article at a place these days, so that it is no leftover. */
    public boolean hot(int place) {
        return draft.models().trend().value(article(place), trendMoment) >= HOT_VIEWS;
    }

    /** Whether the order is that of this very reader's taste. */
    public boolean personal() {
        return personal;
    }

    /** The source that says most for the article at a place. */
    public Source source(int place) {
        int offset = entry(place) * FEATURES.length;
        Feature most = Feature.TREND;
        for (Feature feature : FEATURES) {
            int f = feature.index();
            if (factors[f] * given[offset + f] > factors[most.index()] * given[offset + most.index()]) {
                most = feature;
            }
        }
        return most.source();
    }

    private int entry(int place) {
        return ~(int) order[count - 1 - place];
    }

    /** Sorts by score (above 0, so its bits grow with it), ties by entry downwards. */
    private static long key(float score, int entry) {
        return (long) Float.floatToIntBits(score) << 32 | (~entry & 0xFFFFFFFFL);
    }
}
