package io.reco.server.recommend.explore;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.draft.Slots;

/**
 * Lets a new article that few readers know take a slot of the page, so that every new article finds its first readers, with or
 * without topics and words, and says with what probability the slots that chance decided about are as they are.
 *
 * <p>There are two lotteries. In the one of novelty each such article, of the newest that the policy gives a chance, has one in
 * proportion to 1 / (1 + age / 1 h) / (1 + readers); in the one of taste, only those whose content suits the reader nearly as
 * well as that of any candidate, in proportion to how well it suits. A reader of whom something is known draws from either,
 * half and half, where it has a prize; a stranger from the former alone. Topics that the reader rejected have a smaller chance.
 *
 * <p>What is drawn is put in the middle of the page, and the page's last article goes for it. All else of a page is certain.
 * The same reader draws the same at the same moment. Pages that are too short, or that articles known to the reader had to fill,
 * are left as they are.
 *
 * <p>Reused; one thread at a time.
 */
public final class Explorer {

    private static final Shares NEW = Shares.of(Source.FRESH);
    private static final float SUITS = 0.6f;
    private static final float HOUR_MS = 3_600_000;

    private final Draft draft;
    private final Lottery novelty = new Lottery();
    private final Lottery taste = new Lottery();
    private float tastePart;
    private float noveltyPart;

    /** Draws for the readers of this draft. */
    public Explorer(Draft draft) {
        this.draft = draft;
    }

    /** Lets chance put an article into a filled page in place of the last one. */
    public void explore() {
        int size = draft.request().count();
        Policy.Exploration exploration = draft.policy().exploration();
        if (exploration.places() == 0 || size < exploration.countMin() || !filledWithNew(size)) {
            return;
        }
        Slots slots = draft.slots();
        int last = size - 1;
        int displaced = slots.article(last);
        collect(exploration, article -> article == displaced || mayBeDrawn(article, last));
        if (chance() == 0) {
            return;
        }
        int drawn = draw(random());
        if (drawn == Articles.NONE || drawn == displaced) {
            slots.setPropensity(last, 1 - chance() + chance(displaced));
            return;
        }
        slots.removeLast();
        Rung rung = slots.rung(size / 2 - 1);
        slots.insert(size / 2, drawn, rung, NEW, chance(drawn));
    }

    /** Whether all slots are taken, and none by an article that the reader was shown before. */
    private boolean filledWithNew(int size) {
        Slots slots = draft.slots();
        return slots.count() == size && slots.rung(size - 1).compareTo(Rung.FRESH) <= 0;
    }

    private SplittableRandom random() {
        long reader = HashCommon.murmurHash3(draft.readerKey());
        return new SplittableRandom(HashCommon.murmurHash3(draft.nowMs() ^ reader));
    }

    private boolean mayBeDrawn(int article, int slots) {
        return (draft.marks(article) & ~(Draft.CANDIDATE | Draft.DEFERRED)) == 0
                && draft.servable(article)
                && !draft.told(article, slots);
    }

    private void collect(Policy.Exploration exploration, IntPredicate eligible) {
        boolean personal = draft.ranking().personal();
        collectNewest(exploration, eligible);
        taste.clear();
        if (personal) {
            collectSuiting(exploration, eligible);
        }
        float half = personal ? 0.5f : 1;
        noveltyPart = novelty.total > 0 ? half : 0;
        tastePart = taste.total > 0 ? half : 0;
    }

    /** The probability that something is drawn. */
    private float chance() {
        return noveltyPart + tastePart;
    }

    /** The probability that this article is drawn. */
    private float chance(int article) {
        return noveltyPart * novelty.chance(article) + tastePart * taste.chance(article);
    }

    /** The article drawn, or {@link Articles#NONE}. */
    private int draw(SplittableRandom random) {
        double which = random.nextDouble();
        double ticket = random.nextDouble();
        if (which < noveltyPart) {
            return novelty.draw(ticket);
        }
        return which < chance() ? taste.draw(ticket) : Articles.NONE;
    }

    private void collectNewest(Policy.Exploration exploration, IntPredicate eligible) {
        novelty.clear();
        Articles articles = draft.articles();
        long newMs = exploration.newness().toMillis();
        int left = exploration.newestMax();
        for (int place = articles.ordered() - 1; place >= 0 && left > 0; place--) {
            int article = articles.byPublishTime(place);
            long ageMs = draft.nowMs() - articles.publishMs(article);
            if (ageMs >= newMs) {
                return;
            }
            if (ageMs >= 0 && draft.servable(article)) {
                left--;
                int readers = draft.models().popularity().readers(article);
                if (readers < Content.FRESH_READERS_MAX && eligible.test(article)) {
                    novelty.add(article, tolerance(article) / (1 + ageMs / HOUR_MS) / (1 + readers));
                }
            }
        }
    }

    private void collectSuiting(Policy.Exploration exploration, IntPredicate eligible) {
        long newMs = exploration.newness().toMillis();
        SparseSums content = draft.scores(Feature.CONTENT);
        float least = Float.MIN_NORMAL;
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            least = Math.max(least, SUITS * content.of(draft.candidate(entry)));
        }
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            if (content.of(article) >= least && unknown(article, newMs) && eligible.test(article)) {
                taste.add(article, tolerance(article) * content.of(article));
            }
        }
    }

    private boolean unknown(int article, long newMs) {
        return draft.nowMs() - draft.articles().publishMs(article) < newMs
                && draft.models().popularity().readers(article) < Content.FRESH_READERS_MAX;
    }

    private float tolerance(int article) {
        return draft.taste().tolerance(draft.articles().topic(article));
    }

    /** Articles and their weights. */
    private static final class Lottery {
        private final IntArrayList articles = new IntArrayList();
        private final FloatArrayList weights = new FloatArrayList();
        private float total;

        void clear() {
            articles.clear();
            weights.clear();
            total = 0;
        }

        void add(int article, float weight) {
            articles.add(article);
            weights.add(weight);
            total += weight;
        }

        float chance(int article) {
            int place = articles.indexOf(article);
            return place < 0 ? 0 : weights.getFloat(place) / total;
        }

        /** The article of a ticket in [0, 1). */
        int draw(double ticket) {
            double left = ticket * total;
            int place = 0;
            while (place < articles.size() - 1 && left >= weights.getFloat(place)) {
                left -= weights.getFloat(place++);
            }
            return articles.getInt(place);
        }
    }
}
