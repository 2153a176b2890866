package io.reco.server.recommend.source;

import io.reco.server.model.blend.Feature;
import io.reco.server.recommend.draft.Draft;

/** All sources, and the candidates they propose. Reused; one thread at a time. */
public final class Sources {

    private final NeighbourSource neighbours = new NeighbourSource();
    private final LikeSessionSource likeSessions = new LikeSessionSource();
    private final ContentSource content = new ContentSource();

    /** Lets every source give its scores, and collects the candidates. */
    public void collect(Draft draft) {
        neighbours.score(draft);
        SessionSource.score(draft);
        likeSessions.score(draft);
        draft.proposeBest(draft.scores(Feature.NEIGHBOURS));
        draft.proposeBest(draft.scores(Feature.RULES));
        draft.proposeBest(draft.scores(Feature.NEXT));
        draft.proposeBest(draft.scores(Feature.NEXT_SLOW));
        draft.proposeBest(draft.scores(Feature.SESSIONS));
        TrendingSource.propose(draft);
        content.score(draft); // last: it rates what the others proposed
    }
}
