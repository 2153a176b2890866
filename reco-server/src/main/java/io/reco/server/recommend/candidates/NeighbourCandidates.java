package io.reco.server.recommend.candidates;

import io.reco.server.model.NeighbourRows;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles that readers of the reader's articles engage with: score(j) = Σ over the reader's latest articles i of
 * strength(i) · W_ij. Reads the reader's history of this moment, so what they just did counts at once.
 */
public final class NeighbourCandidates {

    private NeighbourCandidates() {}

    /** Adds this source's scores. */
    public static void propose(Draft draft) {
        Taste taste = draft.taste();
        Scores scores = draft.neighbours();
        for (int place = 0; place < taste.count(); place++) {
            NeighbourRows.Row row = draft.models().rows().row(taste.article(place));
            float strength = taste.strength(place);
            int[] articles = row.articles();
            float[] weights = row.weights();
            for (int i = 0; i < articles.length; i++) {
                scores.add(articles[i], strength * weights[i]);
            }
        }
    }
}
