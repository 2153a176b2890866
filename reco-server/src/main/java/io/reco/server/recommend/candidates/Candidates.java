package io.reco.server.recommend.candidates;

import io.reco.server.model.Feature;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;

/** All sources, and the candidates they propose: the best of each, so that ranking costs about the same for every reader. Reused; one
 * thread at a time. */
public final class Candidates {

    private static final int BEST_MAX = 400;

    private final LikeSessionSource likeSessions = new LikeSessionSource();

    /** Lets every source give its scores, and collects the candidates. */
    public void collect(Draft draft) {
        NeighbourSource.score(draft);
        SessionSource.score(draft);
        likeSessions.score(draft);
        propose(draft, Feature.NEIGHBOURS);
        propose(draft, Feature.RULES);
        propose(draft, Feature.NEXT);
        propose(draft, Feature.SESSIONS);
        TrendingSource.propose(draft);
        ContentSource.score(draft);
        propose(draft, Feature.CONTENT);
    }

    private static void propose(Draft draft, Feature feature) {
        Scores scores = draft.scores(feature);
        float bound = scores.bound(BEST_MAX);
        for (int entry = 0; entry < scores.count(); entry++) {
            int article = scores.article(entry);
            float score = scores.of(article);
            if (score > 0 && score >= bound) {
                draft.propose(article);
            }
        }
    }
}
