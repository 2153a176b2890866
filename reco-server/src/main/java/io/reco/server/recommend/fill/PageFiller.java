package io.reco.server.recommend.fill;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.draft.Ranking;
import io.reco.server.recommend.draft.Slots;
import io.reco.server.recommend.draft.stated.Admission;
import io.reco.server.recommend.draft.stated.Following;

/**
 * Fills a page's slots from the ranking, down the ladder: personal, trending, fresh, served but never viewed, viewed. For a
 * stranger what was published in the last day stands above what trended once and is a leftover of days ago. On the first three
 * rungs no topic or author takes more than the policy gives it, unless only articles served before are left otherwise; of
 * articles that tell the same story one is on a page.
 *
 * <p>Reused; one thread at a time.
 */
public final class PageFiller {

    /** Once a page can be filled, so many more articles by publish time are looked at for more variety. */
    private static final int VARIETY_LOOKS = 500;

    /** Hot is what has at least a view of now, or two of a day and a half ago, and so on. */
    private static final double HOT_VIEWS = 0.5;

    private static final Shares NEW = Shares.of(Source.FRESH);
    private static final Shares SERVED = Shares.of(Source.SERVED);
    private static final Shares VIEWED = Shares.of(Source.VIEWED);

    private final Draft draft;
    private final Slots slots;
    private final Ranking ranking;

    /** What waits for a slot because others are preferred for variety. */
    private final Slots deferred = new Slots();

    /** By topic, one more than it is, how many were deferred. */
    private final SparseSums deferredOf = new SparseSums();

    private final Repeats repeats;

    private int size;

    /** With a diversity asked for: how many places one topic or author may take by now; else 0. */
    private int most;

    private int followed;
    private int looks;

    /** Whether the page had room left when all that is ranked had been gone through. */
    private boolean exhausted;

    /** Fills pages of this draft. */
    public PageFiller(Draft draft) {
        this.draft = draft;
        this.slots = draft.slots();
        this.ranking = draft.ranking();
        this.repeats = new Repeats(draft);
    }

    /** Fills the slots, the best first; fewer than asked for only when nothing else can be served. */
    public void fill() {
        size = draft.request().count();
        looks = 0;
        exhausted = false;
        followed = 0;
        deferred.clear();
        deferredOf.clear();
        most = draft.request().varies() ? draft.request().most() : 0;
        if (ranking.personal()) {
            takeRanked(Rung.PERSONAL, false);
        } else {
            takeRanked(Rung.TRENDING, true);
            takeFresh(draft.nowMs() - draft.policy().exploration().newness().toMillis());
            takeRanked(Rung.TRENDING, false);
        }
        takeFresh(Long.MIN_VALUE);
        takeEvenly();
        takeDeferred();
        takeAgain();
    }

    /** How many articles were looked at by publish time. */
    int looks() {
        return looks;
    }

    /**
     * Whether another draft, whose ranking this one goes on with, would have had more to choose from: what is ranked for one
     * reader is gone, or all that is new.
     */
    public boolean ranShort() {
        return (exhausted && ranking.personal())
                || slots.count() < size
                || slots.rung(size - 1).compareTo(Rung.FRESH) > 0;
    }

    private boolean full() {
        return slots.count() >= size;
    }

    private boolean fillable() {
        return slots.count() + deferred.count() >= size;
    }

    private void takeRanked(Rung rung, boolean hotOnly) {
        int ahead = 0;
        for (int place = 0; place < ranking.count() && !full(); place++) {
            ahead = takeFollowed(rung, hotOnly, ahead);
            takeRanked(place, rung, hotOnly);
        }
        exhausted |= !full();
    }

    private void takeRanked(int place, Rung rung, boolean hotOnly) {
        int article = ranking.article(place);
        if (!full() && draft.open(article) && (!hotOnly || draft.given(Feature.TREND, article) >= HOT_VIEWS)) {
            takeVaried(article, rung, ranking.shares(place));
        }
    }

    /** Takes of what the reader follows as much as is due by now; returns the place in the ranking to go on from. */
    private int takeFollowed(Rung rung, boolean hotOnly, int from) {
        Following following = draft.following();
        int place = from;
        while (following != null && place < ranking.count() && !full() && followed < following.due(slots.count() + 1)) {
            if (following.follows(ranking.article(place))) {
                takeRanked(place, rung, hotOnly);
            }
            place++;
        }
        return place;
    }

    /** Takes what was published after a moment, the newest first. */
    private void takeFresh(long afterMs) {
        Articles articles = draft.articles();
        Admission admission = draft.admission();
        long fromMs = admission == null ? Long.MIN_VALUE : admission.publishedFromMs();
        int left = VARIETY_LOOKS;
        for (int place = 0; place < draft.newestCount() && !full() && left > 0; place++) {
            int article = draft.newest(place);
            if (articles.publishMs(article) <= afterMs || articles.publishMs(article) < fromMs) {
                return;
            }
            looks++;
            left -= fillable() ? 1 : 0;
            if (draft.unseen(article)) {
                takeVaried(article, Rung.FRESH, NEW);
            }
        }
    }

    /** With a diversity asked for: lets every topic and author have one more place, and another, until the page is full. */
    private void takeEvenly() {
        while (most > 0 && most < size && !full()) {
            most++;
            for (int i = 0; i < deferred.count() && !full(); i++) {
                int article = deferred.article(i);
                boolean left = (draft.marks(article) & Draft.TAKEN) == 0;
                if (left && varied(article) && !draft.told(article, slots.count())) {
                    take(article, deferred.rung(i), deferred.shares(i));
                }
            }
        }
    }

    private void takeDeferred() {
        for (int i = 0; i < deferred.count() && !full(); i++) {
            int article = deferred.article(i);
            if ((draft.marks(article) & Draft.TAKEN) == 0 && !draft.told(article, slots.count())) {
                take(article, deferred.rung(i), deferred.shares(i));
            }
        }
    }

    private void takeAgain() {
        if (full()) {
            return;
        }
        repeats.begin();
        IntArrayList served = repeats.served();
        for (int i = 0; i < served.size() && !full(); i++) {
            takeAgain(served.getInt(i), Draft.SERVED | Draft.SHOWN, Rung.SERVED, SERVED);
        }
        if (full()) {
            return;
        }
        IntArrayList viewed = repeats.viewed();
        for (int i = 0; i < viewed.size() && !full(); i++) {
            takeAgain(viewed.getInt(i), Draft.VIEWED, Rung.VIEWED, VIEWED);
        }
    }

    /** Takes an article that was left out above, when nothing graver than {@code mark} speaks against it. */
    private void takeAgain(int article, int mark, Rung rung, Shares why) {
        int marks = draft.marks(article);
        boolean gravest = (marks & mark) != 0 && (marks & ~(mark | Draft.SERVED | Draft.SHOWN | Draft.CANDIDATE)) == 0;
        if (gravest && draft.servable(article) && !draft.told(article, slots.count())) {
            take(article, rung, why);
        }
    }

    private void takeVaried(int article, Rung rung, Shares why) {
        if (draft.told(article, slots.count())) {
            return;
        }
        if (varied(article)) {
            take(article, rung, why);
            return;
        }
        draft.mark(article, Draft.DEFERRED);
        if (most == 0 ? deferred.count() < size : deferredLess(article)) {
            deferred.add(article, rung, why);
        }
    }

    /** Whether a page's worth of the article's topic waits already; one more waits if not. */
    private boolean deferredLess(int article) {
        int topic = draft.articles().topic(article) + 1;
        deferredOf.add(topic, 1);
        return deferredOf.of(topic) <= size;
    }

    private void take(int article, Rung rung, Shares why) {
        draft.mark(article, Draft.TAKEN);
        Following following = draft.following();
        followed += following != null && following.follows(article) ? 1 : 0;
        slots.add(article, rung, why);
    }

    /** Whether the article's topic and its author may have another slot. */
    private boolean varied(int article) {
        Articles articles = draft.articles();
        int topic = articles.topic(article);
        int author = articles.author(article);
        int sameTopic = 0;
        int sameAuthor = 0;
        for (int slot = 0; slot < slots.count(); slot++) {
            sameTopic += articles.topic(slots.article(slot)) == topic ? 1 : 0;
            sameAuthor += articles.author(slots.article(slot)) == author ? 1 : 0;
        }
        boolean topicLeft = topic == Articles.NONE || sameTopic < topicMax(topic);
        int authorMax = most > 0 ? most : most(draft.policy().variety().authorMax());
        return topicLeft && (author == Articles.NONE || sameAuthor < authorMax);
    }

    private int topicMax(int topic) {
        Policy.Variety variety = draft.policy().variety();
        if (most > 0 && draft.taste().tolerance(topic) == 1) {
            return most;
        }
        float part = ranking.personal() ? variety.topicMax() : Math.min(variety.strangerTopicMax(), variety.topicMax());
        float tolerance = draft.taste().tolerance(topic);
        return tolerance == 1 ? most(part) : Math.max(1, (int) (part * tolerance * size));
    }

    private int most(float part) {
        return Math.max(1, (int) Math.ceil(part * size));
    }
}
