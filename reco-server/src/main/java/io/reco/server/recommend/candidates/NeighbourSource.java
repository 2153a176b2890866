package io.reco.server.recommend.candidates;

import io.reco.server.model.Feature;
import io.reco.server.model.NeighbourRows;
import io.reco.server.model.TasteRows;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles that readers of the reader's articles engage with: score(j) = Σ over the reader's latest articles i of
 * strength(i) · W_ij. Reads the reader's history of this moment, so what they just did counts at once.
 *
 * <p>Where a batch model was learned too, both are scaled to their sums and mixed by the share that did best on a hold-out.
 */
final class NeighbourSource {

    private NeighbourSource() {}

    static void score(Draft draft) {
        Scores scores = draft.scores(Feature.NEIGHBOURS);
        TasteRows learned = draft.models().tasteRows();
        Taste taste = draft.taste();
        float live = 1;
        if (learned.share() > 0) {
            for (int place = 0; place < taste.count(); place++) {
                add(scores, learned.row(taste.article(place)), taste.strength(place));
            }
            live = mix(draft, scores.total(), learned.share());
        }
        if (live == 0) {
            return;
        }
        for (int place = 0; place < taste.liveCount(); place++) {
            add(scores, draft.models().rows().row(taste.article(place)), live * taste.strength(place));
        }
    }

    /** What to scale the live rows by, so that they have their share beside the learned ones' total. */
    private static float mix(Draft draft, float learnedTotal, float share) {
        if (learnedTotal <= 0) {
            return 1;
        }
        if (share >= 1) {
            return 0;
        }
        float liveTotal = 0;
        Taste taste = draft.taste();
        for (int place = 0; place < taste.liveCount(); place++) {
            liveTotal += Math.max(0, taste.strength(place))
                    * draft.models().rows().row(taste.article(place)).total();
        }
        return liveTotal <= 0 ? 0 : (1 - share) / share * learnedTotal / liveTotal;
    }

    private static void add(Scores scores, NeighbourRows.Row row, float strength) {
        scores.addAll(row.articles(), row.weights(), row.articles().length, strength);
    }
}
