package io.reco.server.recommend.rank;

import java.util.Arrays;

import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.blend.Feature;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.draft.Ranking;
import io.reco.server.recommend.draft.stated.Following;

/**
 * Puts a draft's candidates into one order, by the {@link Blend} and what the policy makes of it. Reused; one thread at a time.
 */
public final class Ranker {

    private static final Feature[] FEATURES = Feature.values();

    /** What a feature gives in all, at least: of less the inverse may be infinite. */
    private static final float LEAST = Float.MIN_NORMAL;

    /** So many of the mixture's best are put into order by the exponents, too. */
    private static final int TILTED_MAX = 100;

    private final float[] totals = new float[FEATURES.length];

    /** What makes a share of what a feature gives; 0 for one that has no word. */
    private final float[] scales = new float[FEATURES.length];

    private final double[] lifts = new double[TILTED_MAX];

    /** Ranks the draft's candidates; those that nothing speaks for are left out. */
    public void rank(Draft draft) {
        read(draft);
        mix(draft);
        // What trends for everybody is in order: the exponents are learned where other sources speak beside it.
        if (draft.ranking().personal()) {
            tilt(draft);
        }
    }

    /** Ranks by the mixture alone. */
    private void mix(Draft draft) {
        weigh(draft);
        Ranking ranking = draft.ranking();
        Following following = draft.following();
        float[] sums = ranking.sums();
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            float score = sums[entry] * tolerance(draft, article) * draft.again(article);
            score *= following == null ? 1 : following.lift(article, draft.nowMs());
            if (score > 0) {
                ranking.rank(entry, article, score);
            }
        }
        ranking.sort();
    }

    /** Puts the best into the order that the blend's exponents give. */
    private void tilt(Draft draft) {
        Blend blend = draft.models().blend();
        int stage = Blend.stage(draft.taste().sessionCount());
        Ranking ranking = draft.ranking();
        int places = Math.min(TILTED_MAX, ranking.count());
        Arrays.fill(lifts, 0);
        boolean any = false;
        for (Feature feature : FEATURES) {
            float exponent = blend.exponent(stage, feature) * draft.policy().weight(feature.source());
            float scale = scales[feature.index()];
            any |= exponent != 0 && scale > 0;
            for (int place = 0; exponent != 0 && scale > 0 && place < places; place++) {
                lifts[place] += exponent * Blend.word(scale * ranking.given(place, feature));
            }
        }
        if (any && places > 0) {
            ranking.tilt(lifts, places);
        }
    }

    /** Fills in what each feature gives to an article that was opened, and to the best candidates. Says whether any spoke. */
    public boolean choice(Draft draft, int article, Choice choice) {
        read(draft);
        boolean spoke = opened(draft, article, choice.opened());
        mix(draft);
        choice.clear();
        Ranking ranking = draft.ranking();
        for (int place = 0; place < Math.min(Choice.CANDIDATES_MAX, ranking.count()); place++) {
            choice.add(ranking.score(place), ranking.article(place) == article);
            for (Feature feature : FEATURES) {
                choice.share(feature, scales[feature.index()] * ranking.given(place, feature));
            }
        }
        return spoke;
    }

    /** Fills in each feature's share for an article; negative where the feature is silent. Says whether any spoke. */
    private boolean opened(Draft draft, int article, float[] shares) {
        boolean spoke = false;
        for (Feature feature : FEATURES) {
            int f = feature.index();
            float total = totals[f];
            shares[f] = total >= LEAST ? draft.given(feature, article) / (total + feature.prior()) : -1;
            spoke |= total >= LEAST;
        }
        return spoke;
    }

    /** Collects what the features give to the candidates, and in all. */
    private void read(Draft draft) {
        Ranking ranking = draft.ranking();
        ranking.begin(draft.candidateCount());
        for (Feature feature : FEATURES) {
            totals[feature.index()] = draft.given(feature, ranking.given(feature));
        }
    }

    private void weigh(Draft draft) {
        Blend blend = draft.models().blend();
        Policy policy = draft.policy();
        int stage = Blend.stage(draft.taste().sessionCount());
        for (Feature feature : FEATURES) {
            float total = totals[feature.index()];
            boolean spoke = total >= LEAST && draft.onPages(feature);
            boolean counts = spoke && blend.weight(stage, feature) > 0;
            scales[feature.index()] = counts ? 1 / (total + feature.prior()) : 0;
            float weight = blend.weight(stage, feature) * policy.weight(feature.source());
            draft.ranking().weigh(feature, weight * scales[feature.index()]);
            if (spoke && feature.personal()) {
                draft.ranking().makePersonal();
            }
        }
    }

    /** How much of its score an article keeps: less than all when it is like what the reader rejected. */
    private static float tolerance(Draft draft, int article) {
        if (!draft.taste().averse()) {
            return 1;
        }
        float likeness = Math.min(0, draft.scores(Feature.CONTENT).of(article));
        return draft.taste().tolerance(draft.articles().topic(article)) * (1 + Math.max(-1, likeness));
    }
}
