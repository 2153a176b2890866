package io.reco.server.recommend.explore;

import java.util.Arrays;

import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;

import io.reco.server.domain.page.Source;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.openings.Openings;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.draft.Ranking;
import io.reco.server.recommend.draft.Slots;
import io.reco.server.recommend.draft.Surplus;

/**
 * The new articles that may take an exploring place of a page, at most {@link #MAX}, and what each one's chance weighs.
 *
 * <p>A weight is what may be hoped for of the article's open rate: the mean of its posterior and its standard deviation; and for
 * an article that was not shown as often as the policy's floor has it, far more, the more the less it was shown. For a stranger
 * it is multiplied by novelty, 1 / (1 + age / 1 h); for a reader of whom something is known half of all chances go by novelty
 * and half by how well the content suits them, among those that suit nearly as well as any candidate. Where content says
 * nothing, as on a site that sends no topics and words, what stands highest in the ranking suits. Topics that the reader
 * rejected weigh less. Source: upper confidence bounds, P. Auer, N. Cesa-Bianchi and P. Fischer, "Finite-time analysis of the
 * multiarmed bandit problem", Machine Learning 2002.
 *
 * <p>Reused; one thread at a time.
 */
final class Newcomers {

    /** So many have a chance on one page. */
    static final int MAX = 64;

    private static final float SUITS = 0.6f;
    private static final float HOUR_MS = 3_600_000;

    /** What may be hoped for of an article that was never shown; others have about the open rate of all, far less. */
    private static final float UNSHOWN = 1;

    private final Draft draft;
    private final ServedSlots served;
    private final LongHeapPriorityQueue best = new LongHeapPriorityQueue(MAX + 1);
    private final int[] articles = new int[MAX];
    private final float[] weights = new float[MAX];
    private final float[] suits = new float[MAX];
    private int count;

    /** The content's score from which on an article suits the reader, and the best one; above it none where nothing is known. */
    private float suitsFrom;

    private float suitsBest;

    /** By ordinal, how well an article suits: what its content says, or where that is nothing the ranking. */
    private SparseSums suiting;

    private final SparseSums ranked = new SparseSums();
    private float hopeUnknown;

    Newcomers(Draft draft, ServedSlots served) {
        this.draft = draft;
        this.served = served;
        this.suiting = ranked;
    }

    int count() {
        return count;
    }

    int article(int place) {
        return articles[place];
    }

    /** Forgets those that were found. */
    void clear() {
        count = 0;
    }

    /** Whether a draft that goes on with many has few of them left: then there may be others. */
    boolean scarce() {
        Surplus left = draft.surplus();
        return left != null && left.newcomers() == MAX && count < MAX / 2;
    }

    /** The ordinals of those that were found. */
    int[] articles() {
        return Arrays.copyOf(articles, count);
    }

    /** By place, how well each suits the reader, up to 1; 0 when it does not. */
    float[] suits() {
        return Arrays.copyOf(suits, count);
    }

    /** By place, above 0 each; never change the array. */
    float[] weights() {
        return weights;
    }

    /**
     * Finds those that are not in the draft's first slots.
     *
     * @param displaced what was taken from the slots behind these
     */
    void find(int first, Slots displaced) {
        count = 0;
        best.clear();
        Openings openings = draft.models().openings();
        hopeUnknown = openings.hope();
        findSuiting(displaced);
        Policy.Exploration exploration = draft.policy().exploration();
        Surplus surplus = draft.surplus();
        if (surplus == null) {
            offerNewest(first, displaced, exploration);
            keepBest(first, exploration);
        } else {
            keepAgain(surplus, first, displaced);
        }
        weigh();
    }

    /** Of those that another draft found, which are few and tell different stories, keeps what may be drawn still. */
    private void keepAgain(Surplus surplus, int first, Slots displaced) {
        long newnessMs = draft.policy().exploration().newness().toMillis();
        for (int place = 0; place < surplus.newcomers(); place++) {
            int article = surplus.newcomer(place);
            if (mayBeDrawn(article, displaced)
                    && draft.servable(article)
                    && ageMs(article) < newnessMs
                    && hope(article, ageMs(article)) > 0
                    && varied(article, first)
                    && !draft.told(article, first)) {
                articles[count++] = article;
            }
        }
    }

    private void offerNewest(int first, Slots displaced, Policy.Exploration exploration) {
        Articles known = draft.articles();
        int left = exploration.newestMax();
        for (int place = 0; place < draft.newestCount() && left > 0; place++) {
            int article = draft.newest(place);
            long ageMs = draft.nowMs() - known.publishMs(article);
            if (ageMs >= exploration.newness().toMillis()) {
                break;
            }
            if (ageMs >= 0 && draft.servable(article)) {
                left--;
                offer(article, first, displaced);
            }
        }
    }

    private void offer(int article, int first, Slots displaced) {
        if (mayBeDrawn(article, displaced) && varied(article, first)) {
            long ageMs = ageMs(article);
            offer(article, hope(article, ageMs) * tolerance(article) * (novelty(ageMs) + suit(article)));
        }
    }

    private void findSuiting(Slots displaced) {
        suitsBest = 0;
        suiting = draft.scores(Feature.CONTENT);
        if (draft.surplus() != null) {
            suitsBest = 1;
            suitsFrom = Float.MIN_VALUE;
            return;
        }
        if (draft.ranking().personal() && draft.policy().weight(Source.FRESH) > 0) {
            for (int entry = 0; entry < draft.candidateCount(); entry++) {
                suitsBest = Math.max(suitsBest, suiting.of(draft.candidate(entry)));
            }
            if (suitsBest == 0) {
                findRanked(displaced);
            }
        }
        suitsFrom = suitsBest > 0 ? SUITS * suitsBest : Float.POSITIVE_INFINITY;
    }

    /** Takes what the ranking says of the new articles that may be drawn. */
    private void findRanked(Slots displaced) {
        ranked.clear();
        suiting = ranked;
        Ranking ranking = draft.ranking();
        long newSinceMs = draft.nowMs() - draft.policy().exploration().newness().toMillis();
        for (int place = 0; place < ranking.count(); place++) {
            int article = ranking.article(place);
            boolean fresh = draft.articles().publishMs(article) > newSinceMs;
            if (fresh
                    && draft.models().popularity().readers(article) < Content.FRESH_READERS_MAX
                    && mayBeDrawn(article, displaced)) {
                ranked.add(article, ranking.score(place));
                suitsBest = Math.max(suitsBest, ranking.score(place));
            }
        }
    }

    private boolean mayBeDrawn(int article, Slots displaced) {
        int against = draft.marks(article) & ~(Draft.CANDIDATE | Draft.DEFERRED);
        return against == 0 || (against == Draft.TAKEN && displaced.holds(article));
    }

    /** With a diversity asked for: whether the article's topic has a place left of the draft's first slots. */
    private boolean varied(int article, int first) {
        int topic = draft.articles().topic(article);
        if (!draft.request().varies() || topic == Articles.NONE) {
            return true;
        }
        int same = 0;
        for (int slot = 0; slot < first; slot++) {
            same += draft.articles().topic(draft.slots().article(slot)) == topic ? 1 : 0;
        }
        return same < draft.request().most();
    }

    /** What may be hoped for of an article's open rate; 0 for one that is known well enough. */
    private float hope(int article, long ageMs) {
        Policy.Exploration exploration = draft.policy().exploration();
        Openings openings = draft.models().openings();
        boolean read = draft.models().popularity().readers(article) >= Content.FRESH_READERS_MAX;
        int told = openings.shown(article);
        int shown = Math.max(told, served.count(article));
        boolean unknown = shown < exploration.floor()
                && !(read && ageMs >= exploration.proof().toMillis());
        if (read && !unknown) {
            return 0;
        }
        float hope = told == 0 ? hopeUnknown : openings.hope(article);
        return unknown ? hope + UNSHOWN * (1 - 0.5f * shown / exploration.floor()) : hope;
    }

    private static float novelty(long ageMs) {
        return 1 / (1 + ageMs / HOUR_MS);
    }

    private float suit(int article) {
        if (suitsBest == 0) {
            return 0;
        }
        float score = suiting.of(article);
        return score >= suitsFrom ? score / suitsBest : 0;
    }

    private float tolerance(int article) {
        return draft.taste().tolerance(draft.articles().topic(article));
    }

    private void offer(int article, float score) {
        if (score <= 0) {
            return;
        }
        long key = (long) Float.floatToIntBits(score) << Integer.SIZE | article;
        if (best.size() < MAX) {
            best.enqueue(key);
        } else if (key > best.firstLong()) {
            best.dequeueLong();
            best.enqueue(key);
        }
    }

    /** Of those that tell the same story, as each other or as what is on the page, one has a chance. */
    private void keepBest(int first, Policy.Exploration exploration) {
        boolean several =
                exploration.places(draft.request().count(), !draft.ranking().personal()) > 1;
        while (!best.isEmpty()) {
            int article = (int) best.dequeueLong();
            boolean told = draft.told(article, first);
            for (int i = 0; several && !told && i < count; i++) {
                told = draft.articles().sameStory(articles[i], article);
            }
            if (!told) {
                articles[count++] = article;
            }
        }
    }

    private void weigh() {
        float allNew = 0;
        float allSuiting = 0;
        for (int i = 0; i < count; i++) {
            allNew += novelty(ageMs(articles[i]));
            suits[i] = suit(articles[i]);
            allSuiting += suits[i];
        }
        for (int i = 0; i < count; i++) {
            long ageMs = ageMs(articles[i]);
            float fits = novelty(ageMs) / allNew + (allSuiting > 0 ? suits[i] / allSuiting : 0);
            weights[i] = hope(articles[i], ageMs) * tolerance(articles[i]) * fits;
        }
    }

    private long ageMs(int article) {
        return draft.nowMs() - draft.articles().publishMs(article);
    }
}
