package io.reco.server.recommend.source;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.sessions.SessionRules;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * What the running session leads to: articles that others opened after its articles, the later in the session the more an
 * article says, and those of {@link LikeSessions}. Reused; one thread at a time.
 */
final class SessionSource implements CandidateSource {

    private static final float FADE = (float) Math.exp(-1 / 1.5);

    private final LikeSessions likeSessions = new LikeSessions();

    @Override
    public void propose(Draft draft) {
        score(draft, draft.models().rules(), draft.scores(Feature.RULES));
        if (draft.heard(Feature.RULES_SLOW)) {
            score(draft, draft.models().rulesSlow(), draft.scores(Feature.RULES_SLOW));
        }
        score(draft, draft.models().next(), draft.scores(Feature.NEXT));
        score(draft, draft.models().nextSlow(), draft.scores(Feature.NEXT_SLOW));
        likeSessions.score(draft);
        draft.proposeBest(draft.scores(Feature.RULES));
        draft.proposeBest(draft.scores(Feature.RULES_SLOW));
        draft.proposeBest(draft.scores(Feature.NEXT));
        draft.proposeBest(draft.scores(Feature.NEXT_SLOW));
        draft.proposeBest(draft.scores(Feature.SESSIONS));
        draft.proposeBest(draft.scores(Feature.SESSIONS_SLOW));
    }

    private static void score(Draft draft, SessionRules rules, SparseSums scores) {
        Taste taste = draft.taste();
        float weight = 1;
        for (int place = 0; place < Math.min(rules.depth(), taste.sessionCount()); place++) {
            int article = taste.article(place);
            int count = rules.count(article);
            if (count > 0 && taste.strength(place) > 0) {
                float factor = weight * rules.scale(article, draft.nowMs());
                scores.addAll(rules.targets(article), rules.values(article), count, factor);
            }
            weight *= FADE;
        }
    }
}
