package io.reco.server.recommend.source;

import java.util.Arrays;

import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.NeighbourRows;
import io.reco.server.model.neighbours.NeighbourRows.Row;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.model.sums.Threshold;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles that readers of the reader's articles engage with: score(j) = Σ over the reader's latest articles i of
 * strength(i) · W_ij. Reads the reader's history of this moment, so what they just did counts at once.
 *
 * <p>Where that is many weights, and the blend has learned that others say more, the strongest of each row are enough: adding up
 * all of them would be a third of what a page costs. They are all read where pages rest on long-term taste, or where it pays to
 * mix in EASE: of Yelp2018's recall the strongest 6,400 alone cost a twelfth.
 *
 * <p>Where the EASE rows have a share, the scores of the articles that they know are summed up, and that share of the sum is
 * dealt out among these articles anew, in proportion to what the EASE rows give them. Other articles keep their scores. The
 * share is the one that did best on a hold-out. Reused; one thread at a time.
 */
final class NeighbourSource implements CandidateSource {

    /** Of the articles that the EASE rows alone name, about so many of the best are taken. */
    private static final int LEARNED_MAX = 500;

    /** Where the blend gives less weight than this to long-term taste, the live rows alone are enough. */
    private static final float HEARD_MIN = 0.1f;

    /** Where the blend gives more weight than this, as before it has learned any, rows are read whole. */
    private static final float RESTS_MIN = 0.15f;

    /** Of longer pasts else only the strongest weights of each row are added, so many in all, or the fewest that a head has. */
    private static final int HEADS_MAX = 6_400;

    private final Threshold threshold = new Threshold();
    private float[] sums = new float[0];
    private int[] found = new int[0];
    private int foundCount;

    @Override
    public void propose(Draft draft) {
        SparseSums scores = draft.scores(Feature.NEIGHBOURS);
        Taste taste = draft.taste();
        EaseRows learned = draft.models().easeRows();
        int stage = Blend.stage(taste.sessionCount());
        // Of rejections alone EASE would make a taste: its weights may be negative.
        float word = draft.models().blend().weight(stage, Feature.NEIGHBOURS);
        boolean mixes = learned.share() > 0 && word >= HEARD_MIN && likes(taste);
        int head = mixes || word > RESTS_MIN ? Integer.MAX_VALUE : Row.head(HEADS_MAX, taste.liveCount());
        NeighbourRows rows = draft.models().rows();
        int left = NeighbourRows.READ_MAX;
        for (int place = 0; place < taste.liveCount() && left > 0; place++) {
            Row row = rows.row(taste.article(place));
            left -= row.length();
            scores.addAll(
                    row.articles(), row.units(), Math.min(row.length(), head), taste.strength(place) * row.unit());
        }
        if (mixes) {
            mix(scores, learned, taste);
        }
        draft.proposeBest(scores);
    }

    private static boolean likes(Taste taste) {
        for (int place = 0; place < taste.liveCount(); place++) {
            if (taste.strength(place) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Deals out anew the share that EASE has of what the live rows give to the articles that it knows. */
    private void mix(SparseSums scores, EaseRows learned, Taste taste) {
        sumUp(learned, taste);
        float wanted = 0;
        for (float sum : sums) {
            wanted += Math.max(0, sum);
        }
        if (wanted <= 0) {
            return;
        }
        float bound = bound();
        float given = find(scores, learned);
        float share = learned.share();
        float scale = share * (given > 0 ? given / wanted : 1);
        for (int i = 0; i < foundCount; i++) {
            int place = found[i];
            int article = learned.articles()[place];
            scores.add(article, scale * sums[place] - share * scores.of(article));
            sums[place] = 0;
        }
        for (int place = 0; place < sums.length; place++) {
            if (sums[place] > 0 && sums[place] >= bound) {
                scores.add(learned.articles()[place], scale * sums[place]);
            }
        }
    }

    /** Finds the learned articles that the live rows named, and returns what they gave to them in all. */
    private float find(SparseSums scores, EaseRows learned) {
        found = found.length < scores.count() ? new int[scores.count()] : found;
        foundCount = 0;
        float given = 0;
        for (int entry = 0; entry < scores.count(); entry++) {
            int place = learned.place(scores.key(entry));
            if (place >= 0) {
                found[foundCount++] = place;
                given += Math.max(0, scores.of(scores.key(entry)));
            }
        }
        return given;
    }

    private float bound() {
        int step = Threshold.step(sums.length);
        threshold.clear();
        for (int place = 0; place < sums.length; place += step) {
            threshold.add(sums[place]);
        }
        return threshold.of(Math.max(1, LEARNED_MAX / step));
    }

    /** Sums up whole rows in their own order, in a loop that the compiler turns into vector instructions. */
    private void sumUp(EaseRows learned, Taste taste) {
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
