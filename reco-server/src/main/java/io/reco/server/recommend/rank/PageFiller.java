package io.reco.server.recommend.rank;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Page;
import io.reco.server.domain.Rung;
import io.reco.server.domain.Source;
import io.reco.server.model.Articles;
import io.reco.server.model.EngineSettings;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.rank.Ranker.Newcomer;
import io.reco.server.store.ReaderState;

/**
 * Cuts a page from ranked candidates, down the ladder: personal, trending, fresh, served but never viewed, viewed. On the
 * first three rungs no topic or author takes more than its share, unless only articles served before are left otherwise.
 *
 * <p>Reused; one thread at a time.
 */
public final class PageFiller {

    /** The most that one topic may take of the page of a reader whose taste is unknown. */
    private static final float STRANGER_TOPIC_SHARE = 0.4f;

    /**
     * One place in the middle of a page explores: it is for an article of the last day that nothing but its content speaks for,
     * drawn by chance from those that suit, with its propensity told. All else of a page is certain.
     */
    private static final long NEWCOMER_MS = 24 * 3_600_000L;

    private static final int NEWCOMER_PAGE_MIN = 4;

    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

    private final Draft draft;
    private final Ranker ranker;
    private final EngineSettings.Variety variety;
    private ReaderState state = ReaderState.EMPTY;
    private int size;
    private List<Page.Pick> picks = new ArrayList<>();
    private final IntArrayList pickedTopics = new IntArrayList();
    private final IntArrayList pickedAuthors = new IntArrayList();
    private final List<Page.Pick> deferred = new ArrayList<>();

    /** Fills pages of this draft, as ranked. */
    public PageFiller(Draft draft, Ranker ranker) {
        this.draft = draft;
        this.ranker = ranker;
        this.variety = draft.models().settings().variety();
    }

    /** The page, best first; shorter than asked for only when nothing else can be served. */
    public List<Page.Pick> fill(Ask ask) {
        state = ask.state();
        size = ask.count();
        picks = new ArrayList<>(size);
        pickedTopics.clear();
        pickedAuthors.clear();
        deferred.clear();
        takeRanked(ask.reader());
        takeFresh();
        takeDeferred();
        takeServed();
        takeViewed();
        return picks;
    }

    private boolean full() {
        return picks.size() >= size;
    }

    /** The same for the same reader at the same moment. */
    private @Nullable Newcomer drawNewcomer(int reader) {
        double chance = new SplittableRandom(reader * SEED_STEP ^ draft.nowMs()).nextDouble();
        return ranker.drawNewcomer(draft.nowMs() - NEWCOMER_MS, size, chance);
    }

    private void takeRanked(int reader) {
        Rung rung = ranker.personal() ? Rung.PERSONAL : Rung.TRENDING;
        Newcomer newcomer = size >= NEWCOMER_PAGE_MIN ? drawNewcomer(reader) : null;
        for (int place = 0; place < ranker.count() && !full(); place++) {
            if (picks.size() == size / 2 && newcomer != null && draft.open(newcomer.article())) {
                takeVaried(newcomer.article(), rung, Source.FRESH, newcomer.propensity());
                newcomer = null;
            }
            int article = ranker.article(place);
            if (!full() && draft.open(article)) {
                takeVaried(article, rung, ranker.source(place), 1);
            }
        }
    }

    private void takeFresh() {
        Articles articles = draft.articles();
        for (int place = articles.ordered() - 1; place >= 0 && !full(); place--) {
            int article = articles.byPublishTime(place);
            if (draft.open(article)) {
                takeVaried(article, Rung.FRESH, Source.FRESH, 1);
            }
        }
    }

    private void takeDeferred() {
        for (int i = 0; i < deferred.size() && !full(); i++) {
            picks.add(deferred.get(i));
        }
        if (!deferred.isEmpty()) {
            picks.sort(Comparator.comparing(Page.Pick::rung));
        }
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
        if (gravest && draft.articles().servable(article, draft.nowMs())) {
            draft.mark(article, Draft.PICKED);
            picks.add(new Page.Pick(id, rung, source, 1));
        }
    }

    private void takeVaried(int article, Rung rung, Source source, float propensity) {
        draft.mark(article, Draft.PICKED);
        Page.Pick pick = new Page.Pick(draft.articles().id(article), rung, source, propensity);
        int topic = draft.articles().topic(article);
        int author = draft.articles().author(article);
        if (exhausted(pickedTopics, topic, topicShare()) || exhausted(pickedAuthors, author, variety.authorShare())) {
            deferred.add(pick);
            return;
        }
        pickedTopics.add(topic);
        pickedAuthors.add(author);
        picks.add(pick);
    }

    private float topicShare() {
        return ranker.personal() ? variety.topicShare() : Math.min(STRANGER_TOPIC_SHARE, variety.topicShare());
    }

    private boolean exhausted(IntArrayList picked, int value, float share) {
        if (value == Articles.NONE) {
            return false;
        }
        int limit = Math.max(1, (int) Math.ceil(share * size));
        int same = 0;
        for (int i = 0; i < picked.size(); i++) {
            if (picked.getInt(i) == value) {
                same++;
            }
        }
        return same >= limit;
    }
}
