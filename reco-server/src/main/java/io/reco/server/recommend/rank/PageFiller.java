package io.reco.server.recommend.rank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Page;
import io.reco.server.domain.Rung;
import io.reco.server.domain.Source;
import io.reco.server.model.Articles;
import io.reco.server.model.EngineSettings;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;
import io.reco.server.store.ReaderState;

/**
 * Cuts a page from ranked candidates, down the ladder: personal, trending, fresh, served but never viewed, viewed. On the
 * first three rungs no topic or author takes more than its share, unless the page would be short.
 *
 * <p>Reused; one thread at a time.
 */
public final class PageFiller {

    private final Draft draft;
    private final EngineSettings.Variety variety;
    private List<Page.Pick> picks = new ArrayList<>();
    private final IntArrayList pickedTopics = new IntArrayList();
    private final IntArrayList pickedAuthors = new IntArrayList();
    private final IntArrayList deferred = new IntArrayList();
    private final List<Page.Pick> deferredPicks = new ArrayList<>();
    private long[] order = new long[256];

    /** Fills pages of this draft. */
    public PageFiller(Draft draft, EngineSettings.Variety variety) {
        this.draft = draft;
        this.variety = variety;
    }

    /** The page, best first; shorter than asked for only when nothing else can be served. */
    public List<Page.Pick> fill() {
        picks = new ArrayList<>(draft.ask().count());
        pickedTopics.clear();
        pickedAuthors.clear();
        deferred.clear();
        deferredPicks.clear();
        takePersonal();
        takeTrending();
        takeFresh();
        takeDeferred();
        takeServed();
        takeViewed();
        return picks;
    }

    private boolean full() {
        return picks.size() >= draft.ask().count();
    }

    private void takePersonal() {
        Scores candidates = draft.candidates();
        int count = 0;
        reserve(candidates.count());
        for (int entry = 0; entry < candidates.count(); entry++) {
            int article = candidates.article(entry);
            if (personal(article) != null && candidates.of(article) > 0) {
                order[count++] = key(candidates.of(article), article);
            }
        }
        take(count, Rung.PERSONAL, null);
    }

    /** The source that proposed the article for this very reader, or null. */
    private @Nullable Source personal(int article) {
        if (draft.neighbours().of(article) > 0) {
            return Source.NEIGHBOURS;
        }
        return draft.topics().of(article) > 0 ? Source.FRESH : null;
    }

    private void takeTrending() {
        Scores trending = draft.trending();
        int count = 0;
        reserve(trending.count());
        for (int entry = 0; entry < trending.count(); entry++) {
            int article = trending.article(entry);
            if (draft.open(article)) {
                order[count++] = key(trending.of(article), article);
            }
        }
        take(count, Rung.TRENDING, Source.TRENDING);
    }

    /** Takes the best of the first entries of {@link #order}, best first. */
    private void take(int count, Rung rung, @Nullable Source source) {
        Arrays.sort(order, 0, count);
        for (int i = count - 1; i >= 0 && !full(); i--) {
            int article = ~(int) order[i];
            Source proposer = source == null ? personal(article) : source;
            if (proposer != null && draft.open(article)) {
                takeVaried(article, rung, proposer);
            }
        }
    }

    /** Sorts by score, ties by the smaller ordinal last, so that walking down meets it first. */
    private static long key(float score, int article) {
        int bits = Float.floatToIntBits(score);
        int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        return (long) ordered << 32 | (~article & 0xFFFFFFFFL);
    }

    private void takeFresh() {
        Articles articles = draft.articles();
        for (int place = articles.ordered() - 1; place >= 0 && !full(); place--) {
            int article = articles.byPublishTime(place);
            if (draft.open(article)) {
                takeVaried(article, Rung.FRESH, Source.FRESH);
            }
        }
    }

    private void takeDeferred() {
        for (int i = 0; i < deferred.size() && !full(); i++) {
            picks.add(deferredPicks.get(i));
        }
    }

    private void takeServed() {
        List<Page> pages = draft.ask().state().pages();
        for (int i = pages.size() - 1; i >= 0; i--) {
            for (Page.Pick pick : pages.get(i).picks()) {
                takeAgain(pick.article(), Draft.SERVED, Rung.SERVED, Source.SERVED);
            }
        }
    }

    private void takeViewed() {
        ReaderState state = draft.ask().state();
        for (int i = state.articles().length - 1; i >= 0; i--) {
            takeAgain(state.articles()[i], Draft.VIEWED, Rung.VIEWED, Source.VIEWED);
        }
    }

    /** Takes an article of an earlier rung's exclusions, when {@code mark} is the gravest that it has. */
    private void takeAgain(int id, int mark, Rung rung, Source source) {
        int article = draft.articles().ordinal(id);
        if (full() || article == Articles.NONE) {
            return;
        }
        int marks = draft.marks(article);
        boolean gravest = (marks & mark) != 0 && (marks & ~Draft.SERVED & ~mark) == 0;
        if (gravest && draft.articles().servable(article, draft.ask().nowMs())) {
            draft.mark(article, Draft.PICKED);
            picks.add(new Page.Pick(id, rung, source, 1));
        }
    }

    private void takeVaried(int article, Rung rung, Source source) {
        draft.mark(article, Draft.PICKED);
        Page.Pick pick = new Page.Pick(draft.articles().id(article), rung, source, 1);
        int topic = draft.articles().topic(article);
        int author = draft.articles().author(article);
        if (exhausted(pickedTopics, topic, variety.topicShare())
                || exhausted(pickedAuthors, author, variety.authorShare())) {
            deferred.add(article);
            deferredPicks.add(pick);
            return;
        }
        pickedTopics.add(topic);
        pickedAuthors.add(author);
        picks.add(pick);
    }

    private boolean exhausted(IntArrayList picked, int value, float share) {
        if (value == Articles.NONE) {
            return false;
        }
        int limit = Math.max(1, (int) Math.ceil(share * draft.ask().count()));
        int same = 0;
        for (int i = 0; i < picked.size(); i++) {
            if (picked.getInt(i) == value) {
                same++;
            }
        }
        return same >= limit;
    }

    private void reserve(int count) {
        if (count > order.length) {
            order = new long[Math.max(count, order.length * 2)];
        }
    }
}
