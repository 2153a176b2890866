package io.reco.server.recommend.candidates;

import java.util.Arrays;

import io.reco.server.model.Feature;
import io.reco.server.model.NeighbourRows;
import io.reco.server.model.NeighbourRows.Row;
import io.reco.server.model.Scores;
import io.reco.server.model.TasteRows;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles that readers of the reader's articles engage with: score(j) = Σ over the reader's latest articles i of
 * strength(i) · W_ij. Reads the reader's history of this moment, so what they just did counts at once.
 *
 * <p>Where a batch model was learned too, it has its say on how the articles it knows share among themselves what the live rows
 * give to all of them together; so articles that it does not know stand as they stood. How much it says is what did best on a
 * hold-out. Reused; one thread at a time.
 */
final class NeighbourSource {

    private float[] sums = new float[0];

    void score(Draft draft) {
        Scores scores = draft.scores(Feature.NEIGHBOURS);
        Taste taste = draft.taste();
        NeighbourRows rows = draft.models().rows();
        for (int place = 0; place < taste.liveCount(); place++) {
            Row row = rows.row(taste.article(place));
            scores.addAll(row.articles(), row.weights(), row.articles().length, taste.strength(place));
        }
        TasteRows learned = draft.models().tasteRows();
        if (learned.share() > 0) {
            mix(scores, learned, taste);
        }
    }

    private void mix(Scores scores, TasteRows learned, Taste taste) {
        sumUp(learned, taste);
        int[] articles = learned.articles();
        float given = 0;
        float wanted = 0;
        for (int i = 0; i < articles.length; i++) {
            given += Math.max(0, scores.of(articles[i]));
            wanted += Math.max(0, sums[i]);
        }
        if (wanted <= 0) {
            return;
        }
        float scale = given > 0 ? given / wanted : 1;
        for (int i = 0; i < articles.length; i++) {
            float change = learned.share() * (scale * sums[i] - scores.of(articles[i]));
            if (change != 0) {
                scores.add(articles[i], change);
            }
        }
    }

    /** Sums up whole rows in their own order, in a loop that the compiler turns into vector instructions. */
    private void sumUp(TasteRows learned, Taste taste) {
        int length = learned.articles().length;
        sums = sums.length == length ? sums : new float[length];
        Arrays.fill(sums, 0);
        for (int place = 0; place < taste.count(); place++) {
            float[] weights = learned.row(taste.article(place));
            float strength = taste.strength(place);
            for (int i = 0; i < weights.length; i++) {
                sums[i] += strength * weights[i];
            }
        }
    }
}
