package io.reco.server.recommend.rank;

import io.reco.server.model.blend.Blend;
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

    private final float[] totals = new float[FEATURES.length];

    /** Ranks the draft's candidates; those that nothing speaks for are left out. */
    public void rank(Draft draft) {
        read(draft);
        weigh(draft);
        Ranking ranking = draft.ranking();
        Following following = draft.following();
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            float score = ranking.sum(entry) * tolerance(draft, article) * draft.again(article);
            score *= following == null ? 1 : following.lift(article, draft.nowMs());
            if (score > 0) {
                ranking.rank(entry, article, score);
            }
        }
        ranking.sort();
    }

    /** Fills in each feature's share for an article; negative where the feature is silent. Says whether any spoke. */
    public boolean shares(Draft draft, int article, float[] shares) {
        read(draft);
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
            float total = 0;
            int f = feature.index();
            for (int entry = 0; entry < draft.candidateCount(); entry++) {
                float value = draft.given(feature, draft.candidate(entry));
                ranking.give(entry, f, value);
                total += value;
            }
            totals[f] = total;
        }
    }

    private void weigh(Draft draft) {
        Blend blend = draft.models().blend();
        Policy policy = draft.policy();
        int stage = Blend.stage(draft.taste().sessionCount());
        for (Feature feature : FEATURES) {
            float total = totals[feature.index()];
            boolean spoke = total >= LEAST;
            float weight = blend.weight(stage, feature) * policy.weight(feature.source());
            draft.ranking().weigh(feature, spoke ? weight / (total + feature.prior()) : 0);
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
