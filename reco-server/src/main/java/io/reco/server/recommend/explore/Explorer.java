package io.reco.server.recommend.explore;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;

/**
 * Draws one of the articles of the last day that few readers know, so that every new article finds its first readers, with
 * or without topics and words.
 *
 * <p>There are two lotteries. In the one of novelty each such article, of the newest {@link #NEWEST_MAX}, has a chance in
 * proportion to 1 / (1 + age / 1 h) / (1 + readers); in the one of taste, only those whose content suits the reader nearly as
 * well as that of any candidate, in proportion to how well it suits. A reader of whom something is known draws from either,
 * half and half, where it has a prize; a stranger from the former alone. Topics that the reader rejected have a smaller chance.
 *
 * <p>Reused; one thread at a time.
 */
public final class Explorer {

    /** An article is new for so long. */
    public static final long NEW_MS = 24 * 3_600_000L;

    private static final int NEWEST_MAX = 1_024;
    private static final float SUITS = 0.6f;
    private static final float HOUR_MS = 3_600_000;

    private final Draft draft;
    private final Lottery novelty = new Lottery();
    private final Lottery taste = new Lottery();
    private float tasteShare;
    private float noveltyShare;

    /** Draws for the reader of this draft. */
    public Explorer(Draft draft) {
        this.draft = draft;
    }

    /** Collects what may be drawn. */
    public void collect(boolean personal, IntPredicate eligible) {
        collectNewest(eligible);
        taste.clear();
        if (personal) {
            collectSuiting(eligible);
        }
        float half = personal ? 0.5f : 1;
        noveltyShare = novelty.total > 0 ? half : 0;
        tasteShare = taste.total > 0 ? half : 0;
    }

    /** The probability that something is drawn. */
    public float chance() {
        return noveltyShare + tasteShare;
    }

    /** The probability that this article is drawn. */
    public float chance(int article) {
        return noveltyShare * novelty.chance(article) + tasteShare * taste.chance(article);
    }

    /** The article drawn, or {@link Articles#NONE}. */
    public int draw(SplittableRandom random) {
        double which = random.nextDouble();
        double ticket = random.nextDouble();
        if (which < noveltyShare) {
            return novelty.draw(ticket);
        }
        return which < chance() ? taste.draw(ticket) : Articles.NONE;
    }

    private void collectNewest(IntPredicate eligible) {
        novelty.clear();
        Articles articles = draft.articles();
        int left = NEWEST_MAX;
        for (int place = articles.ordered() - 1; place >= 0 && left > 0; place--) {
            int article = articles.byPublishTime(place);
            long ageMs = draft.nowMs() - articles.publishMs(article);
            if (ageMs >= NEW_MS) {
                return;
            }
            if (ageMs >= 0) {
                left--;
                int readers = draft.models().histories().popularity(article);
                if (readers < Content.FRESH_READERS_MAX && eligible.test(article)) {
                    novelty.add(article, tolerance(article) / (1 + ageMs / HOUR_MS) / (1 + readers));
                }
            }
        }
    }

    private void collectSuiting(IntPredicate eligible) {
        SparseSums content = draft.scores(Feature.CONTENT);
        float least = Float.MIN_NORMAL;
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            least = Math.max(least, SUITS * content.of(draft.candidate(entry)));
        }
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            if (content.of(article) >= least && unknown(article) && eligible.test(article)) {
                taste.add(article, tolerance(article) * content.of(article));
            }
        }
    }

    private boolean unknown(int article) {
        return draft.nowMs() - draft.articles().publishMs(article) < NEW_MS
                && draft.models().histories().popularity(article) < Content.FRESH_READERS_MAX;
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

        public float chance(int article) {
            int place = articles.indexOf(article);
            return place < 0 ? 0 : weights.getFloat(place) / total;
        }

        /** The article of a ticket in [0, 1). */
        public int draw(double ticket) {
            double left = ticket * total;
            int place = 0;
            while (place < articles.size() - 1 && left >= weights.getFloat(place)) {
                left -= weights.getFloat(place++);
            }
            return articles.getInt(place);
        }
    }
}
