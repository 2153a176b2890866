package io.reco.server.recommend.source;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.sessions.SessionRules;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/** Articles that others opened after those of the running session; the later in the session, the more an article says. */
final class SessionSource {

    private static final float FADE = (float) Math.exp(-1 / 1.5);

    private SessionSource() {}

    static void score(Draft draft) {
        score(draft, draft.models().rules(), draft.scores(Feature.RULES));
        score(draft, draft.models().next(), draft.scores(Feature.NEXT));
        score(draft, draft.models().nextSlow(), draft.scores(Feature.NEXT_SLOW));
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
