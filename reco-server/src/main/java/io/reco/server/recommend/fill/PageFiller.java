package io.reco.server.recommend.fill;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Source;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.explore.Explorer;
import io.reco.server.recommend.rank.Ranker;
import io.reco.server.store.reader.ReaderState;

/**
 * Cuts a page from ranked candidates, down the ladder: personal, trending, fresh, served but never viewed, viewed. For a
 * stranger what was published in the last day stands above what trended once and is a leftover of days ago. On the first three
 * rungs no topic or author takes more than its share, unless only articles served before are left otherwise; of articles that
 * tell the same story one is on a page.
 *
 * <p>One place in the middle of a page explores, see {@link Explorer}: what is drawn takes the place of the page's last article.
 * All else of a page is certain.
 *
 * <p>Reused; one thread at a time.
 */
public final class PageFiller {

    /** The most that one topic may take of the page of a reader whose taste is unknown. */
    private static final float STRANGER_TOPIC_SHARE = 0.4f;

    private static final int EXPLORING_PAGE_MIN = 4;

    /** Once a page can be filled, so many more articles by publish time are looked at for more variety. */
    private static final int VARIETY_LOOKS = 500;

    private final Draft draft;
    private final Ranker ranker;
    private final Explorer explorer;
    private final LearningSettings.Variety variety;
    private ReaderState state = ReaderState.EMPTY;
    private int size;
    private int looks;
    private List<Page.Pick> picks = new ArrayList<>();
    private final IntArrayList picked = new IntArrayList();
    private final List<Page.Pick> deferred = new ArrayList<>();

    /** Fills pages of this draft, as ranked. */
    public PageFiller(Draft draft, Ranker ranker) {
        this.draft = draft;
        this.ranker = ranker;
        this.explorer = new Explorer(draft);
        this.variety = draft.models().settings().variety();
    }

    /** The page, best first; shorter than asked for only when nothing else can be served. */
    public List<Page.Pick> fill(Ask ask) {
        state = ask.state();
        size = ask.count();
        looks = 0;
        picks = new ArrayList<>(size);
        picked.clear();
        deferred.clear();
        if (ranker.personal()) {
            takeRanked(Rung.PERSONAL, false);
        } else {
            takeRanked(Rung.TRENDING, true);
            takeFresh(draft.nowMs() - Explorer.NEW_MS);
            takeRanked(Rung.TRENDING, false);
        }
        takeFresh(Long.MIN_VALUE);
        takeDeferred();
        if (full() && size >= EXPLORING_PAGE_MIN) {
            explore(ask.reader());
        }
        takeServed();
        takeViewed();
        return picks;
    }

    /** How many articles were looked at by publish time. */
    int looks() {
        return looks;
    }

    private boolean full() {
        return picks.size() >= size;
    }

    private boolean fillable() {
        return picks.size() + deferred.size() >= size;
    }

    private void takeRanked(Rung rung, boolean hotOnly) {
        for (int place = 0; place < ranker.count() && !full(); place++) {
            if (draft.open(ranker.article(place)) && (!hotOnly || ranker.hot(place))) {
                takeVaried(ranker.article(place), rung, ranker.source(place));
            }
        }
    }

    /** Takes what was published after a moment, the newest first. */
    private void takeFresh(long afterMs) {
        Articles articles = draft.articles();
        int left = VARIETY_LOOKS;
        for (int place = articles.ordered() - 1; place >= 0 && !full() && left > 0; place--) {
            int article = articles.byPublishTime(place);
            if (articles.publishMs(article) <= afterMs) {
                return;
            }
            looks++;
            left -= fillable() ? 1 : 0;
            if (draft.open(article)) {
                takeVaried(article, Rung.FRESH, Source.FRESH);
            }
        }
    }

    private void takeDeferred() {
        for (int i = 0; i < deferred.size() && !full(); i++) {
            int article = draft.articles().ordinal(deferred.get(i).article());
            if (!told(article, picked.size())) {
                take(article, deferred.get(i));
            }
        }
    }

    /** Lets chance put an article into the page in place of the last one, the same for the same reader at the same moment. */
    private void explore(int reader) {
        int last = size - 1;
        int displaced = picked.getInt(last);
        explorer.collect(ranker.personal(), article -> article == displaced || mayBeDrawn(article, last));
        if (explorer.chance() == 0) {
            return;
        }
        long seed = HashCommon.murmurHash3(draft.nowMs() ^ HashCommon.murmurHash3((long) reader));
        int drawn = explorer.draw(new SplittableRandom(seed));
        if (drawn == Articles.NONE || drawn == displaced) {
            Page.Pick kept = picks.get(last);
            float stays = 1 - explorer.chance() + explorer.chance(displaced);
            picks.set(last, new Page.Pick(kept.article(), kept.rung(), kept.source(), stays));
            return;
        }
        picks.remove(last);
        Rung rung = picks.get(size / 2 - 1).rung();
        int id = draft.articles().id(drawn);
        picks.add(size / 2, new Page.Pick(id, rung, Source.FRESH, explorer.chance(drawn)));
    }

    private boolean mayBeDrawn(int article, int places) {
        return (draft.marks(article) & ~(Draft.CANDIDATE | Draft.DEFERRED)) == 0
                && draft.articles().servable(article, draft.nowMs())
                && !told(article, places);
    }

    private void takeServed() {
        List<Page> pages = state.pages();
        for (int i = pages.size() - 1; i >= 0; i--) {
            for (Page.Pick pick : pages.get(i).picks()) {
                takeAgain(pick.article(), Draft.SERVED, Rung.SERVED, Source.SERVED);
            }
        }
    }

    private void takeViewed() {
        Actions actions = state.actions();
        for (int i = actions.size() - 1; i >= 0; i--) {
            takeAgain(actions.article(i), Draft.VIEWED, Rung.VIEWED, Source.VIEWED);
        }
    }

    /** Takes an article of an earlier rung's exclusions, when {@code mark} is the gravest that it has. */
    private void takeAgain(int id, int mark, Rung rung, Source source) {
        int article = draft.articles().ordinal(id);
        if (full() || article == Articles.NONE) {
            return;
        }
        int marks = draft.marks(article);
        boolean gravest = (marks & mark) != 0 && (marks & ~(mark | Draft.SERVED | Draft.CANDIDATE)) == 0;
        if (gravest && draft.articles().servable(article, draft.nowMs()) && !told(article, picked.size())) {
            take(article, new Page.Pick(id, rung, source, 1));
        }
    }

    private void takeVaried(int article, Rung rung, Source source) {
        if (told(article, picked.size())) {
            return;
        }
        if (varied(article)) {
            take(article, new Page.Pick(draft.articles().id(article), rung, source, 1));
            return;
        }
        draft.mark(article, Draft.DEFERRED);
        if (deferred.size() < size) {
            deferred.add(new Page.Pick(draft.articles().id(article), rung, source, 1));
        }
    }

    private void take(int article, Page.Pick pick) {
        draft.mark(article, Draft.PICKED);
        picked.add(article);
        picks.add(pick);
    }

    /** Whether one of the page's first places tells the article's story already. */
    private boolean told(int article, int places) {
        for (int i = 0; i < places; i++) {
            if (draft.articles().sameStory(picked.getInt(i), article)) {
                return true;
            }
        }
        return false;
    }

    /** Whether neither the article's topic nor its author has had its share. */
    private boolean varied(int article) {
        Articles articles = draft.articles();
        int topic = articles.topic(article);
        int author = articles.author(article);
        int sameTopic = 0;
        int sameAuthor = 0;
        for (int i = 0; i < picked.size(); i++) {
            sameTopic += articles.topic(picked.getInt(i)) == topic ? 1 : 0;
            sameAuthor += articles.author(picked.getInt(i)) == author ? 1 : 0;
        }
        boolean topicLeft = topic == Articles.NONE || sameTopic < topicMax(topic);
        return topicLeft && (author == Articles.NONE || sameAuthor < most(variety.authorShare()));
    }

    private int topicMax(int topic) {
        float share = ranker.personal() ? variety.topicShare() : Math.min(STRANGER_TOPIC_SHARE, variety.topicShare());
        float tolerance = draft.taste().tolerance(topic);
        return tolerance == 1 ? most(share) : Math.max(1, (int) (share * tolerance * size));
    }

    private int most(float share) {
        return Math.max(1, (int) Math.ceil(share * size));
    }
}
