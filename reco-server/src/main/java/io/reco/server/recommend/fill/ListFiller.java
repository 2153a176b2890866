package io.reco.server.recommend.fill;

import java.util.function.IntPredicate;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;

import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.popularity.Popularity;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Ranking;

/**
 * Fills the slots of a list: of what is like one article, of what trends, of what was viewed most or published last. A list has
 * no ladder: it is shorter than asked for when there is no more of its kind. Of articles that tell the same story one is on it.
 */
public final class ListFiller {

    private static final Shares POPULAR = Shares.of(Source.TRENDING);
    private static final Shares LATEST = Shares.of(Source.FRESH);

    private final Draft draft;
    private final IntPredicate wanted;
    private final FloatArrayList scores = new FloatArrayList();

    /**
     * Fills the list that a draft was begun for.
     *
     * @param wanted what may be on the list, by ordinal, of what may be shown
     */
    public ListFiller(Draft draft, IntPredicate wanted) {
        this.draft = draft;
        this.wanted = wanted;
    }

    /** What each slot's article was taken for, in parallel to the draft's slots. */
    public FloatArrayList scores() {
        return scores;
    }

    /** Takes the best of what was ranked. */
    public void takeRanked(Rung rung) {
        Ranking ranking = draft.ranking();
        for (int place = 0; place < ranking.count() && !full(); place++) {
            take(ranking.article(place), rung, ranking.shares(place), ranking.score(place));
        }
    }

    /** Takes what was published last. Looks at what is newer than the last one that it takes. */
    public void takeLatest() {
        for (int place = 0; place < draft.newestCount() && !full(); place++) {
            take(draft.newest(place), Rung.FRESH, LATEST, 0);
        }
    }

    /** Takes what was viewed most; of the same number what is published later, as ordinals grow. Looks at every article. */
    public void takePopular() {
        Articles articles = draft.articles();
        Popularity popularity = draft.models().popularity();
        int room = 2 * draft.request().count();
        LongHeapPriorityQueue most = new LongHeapPriorityQueue(room + 1);
        for (int article = 0; article < articles.size(); article++) {
            long key = (long) popularity.views(article) << 32 | article;
            boolean enters = most.size() < room || key > most.firstLong();
            if (enters && popularity.views(article) > 0 && draft.open(article) && wanted.test(article)) {
                most.enqueue(key);
                if (most.size() > room) {
                    most.dequeueLong();
                }
            }
        }
        takeAll(most);
    }

    private void takeAll(LongHeapPriorityQueue leastFirst) {
        long[] keys = new long[leastFirst.size()];
        for (int place = keys.length - 1; place >= 0; place--) {
            keys[place] = leastFirst.dequeueLong();
        }
        for (int place = 0; place < keys.length && !full(); place++) {
            take((int) keys[place], Rung.TRENDING, POPULAR, (int) (keys[place] >>> 32));
        }
    }

    private boolean full() {
        return draft.slots().count() >= draft.request().count();
    }

    private void take(int article, Rung rung, Shares why, float score) {
        if (draft.open(article)
                && wanted.test(article)
                && !draft.told(article, draft.slots().count())) {
            draft.mark(article, Draft.TAKEN);
            draft.slots().add(article, rung, why);
            scores.add(score);
        }
    }
}
