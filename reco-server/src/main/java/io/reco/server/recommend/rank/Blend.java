package io.reco.server.recommend.rank;

import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;

/** One score of all sources: a weighted sum, each source scaled to its own best candidate. */
public final class Blend {

    private static final float NEIGHBOURS = 1;
    private static final float TOPICS = 0.4f;
    private static final float TRENDING = 0.15f;

    private Blend() {}

    /** Scores every candidate that may be shown as something new. */
    public static void score(Draft draft) {
        add(draft, draft.neighbours(), NEIGHBOURS);
        add(draft, draft.topics(), TOPICS);
        add(draft, draft.trending(), TRENDING);
    }

    private static void add(Draft draft, Scores source, float weight) {
        float max = source.max();
        float scale = max > 0 ? weight / max : 0;
        for (int entry = 0; entry < source.count(); entry++) {
            int article = source.article(entry);
            if (draft.open(article)) {
                draft.candidates().add(article, scale * source.of(article));
            }
        }
    }
}
