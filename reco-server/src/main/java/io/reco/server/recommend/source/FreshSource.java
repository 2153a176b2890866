package io.reco.server.recommend.source;

import java.util.Arrays;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.sums.SparseSums;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;
import io.reco.server.recommend.draft.stated.Following;

/**
 * Articles of which too little is known but what they are about: how like their terms are to those of the reader's articles, and
 * to the topics and authors that the reader follows. So an article finds its first readers on the very next page after its
 * publication.
 *
 * <pre>score(j) = 1 / |j| · Σ over its terms t of w_t² · (Σ over the reader's articles i with t of strength(i) / |i|)^¾</pre>
 *
 * where w_t is the term's weight and |i| the length of the vector of i's idf. The power: of what a reader has much, more says
 * ever less (sublinear tf). In no unit: only shares of the sum count.
 *
 * <p>Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", IP&amp;M 1988.
 *
 * <p>Fresh articles are looked up by the strongest terms of the taste alone, and rated by all of them, as every other candidate
 * is. Cost: at most {@link #POSTINGS_MAX} postings for a short page, some more once where much may not be shown, and the terms of
 * every candidate. Reused; one thread at a time.
 */
final class FreshSource implements CandidateSource {

    private static final int TERMS_MAX = 32;

    /** For a page of two times, three times, … so many articles all of these bounds are as many times as large. */
    private static final int SHORT_PAGE = 25;

    /** Where it turns out that much may not be shown, those of what is looked at are so many times as large. */
    private static final int SELECTIVE = 6;

    /** At most so many entries of the terms' lists are looked at, the newest articles first; it bounds what a page costs. */
    private static final int POSTINGS_MAX = 3_000;

    /** And of one term so many: of a frequent one, which says little, the newest. */
    private static final int POSTINGS_EACH_MAX = 250;

    /** About so many are proposed: more than by other sources, since of new articles only the content is known. */
    private static final int FRESH_MAX = 100;

    /**
     * Of the topics that a reader follows so many of the newest are proposed, and as many by their authors, of so many articles
     * that are looked at.
     */
    private static final int NEWEST_MAX = 100;

    private static final int NEWEST_LOOKS = 5_000;

    /** Of a topic's articles so many are looked at for each that is wanted. */
    private static final int LOOKS_EACH = 4;

    /** By term: how strongly it is tied to the reader. */
    private final SparseSums profile = new SparseSums();

    private final SparseSums found = new SparseSums();
    private long[] strongest = new long[TERMS_MAX];

    @Override
    public void propose(Draft draft) {
        Content content = draft.models().content();
        profile.clear();
        describe(draft.taste(), content, profile);
        Following following = draft.following();
        if (following != null) {
            describe(following, content, profile);
            proposeNewest(draft, following);
        }
        weighSublinear(content, profile);
        if (!draft.proposesAll()) {
            proposeLikely(draft, content);
        }
    }

    private void proposeLikely(Draft draft, Content content) {
        int times = Math.max(1, draft.request().count() / SHORT_PAGE);
        int wanted = times * FRESH_MAX;
        lookUp(content, profile, times);
        if (draft.proposeBest(found, wanted) < wanted / 2 && draft.selective()) {
            lookUp(content, profile, Math.max(times, SELECTIVE));
            draft.proposeBest(found, wanted);
        }
    }

    @Override
    public void rate(Draft draft) {
        Content content = draft.models().content();
        float scale = weigh(content, profile);
        SparseSums scores = draft.scores(Feature.CONTENT);
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            scores.add(article, scale * likeness(content, profile, article));
        }
    }

    /** Multiplies a profile by its terms' weights again; returns what brings sums of it to about 1. */
    private static float weigh(Content content, SparseSums profile) {
        double square = 0;
        for (int entry = 0; entry < profile.count(); entry++) {
            int term = profile.key(entry);
            square += (double) profile.of(term) * profile.of(term);
            profile.scale(term, content.weight(term));
        }
        return square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
    }

    /** How strongly each term is tied to the reader. */
    private static void describe(Taste taste, Content content, SparseSums profile) {
        for (int place = 0; place < taste.count(); place++) {
            int article = taste.article(place);
            float factor = taste.strength(place) * content.scale(article);
            for (int term : content.terms(article)) {
                profile.add(term, factor);
            }
        }
    }

    /** Each counts as an article that has nothing but this term. */
    private static void describe(Following following, Content content, SparseSums profile) {
        for (int i = 0; i < following.terms().size(); i++) {
            int term = following.terms().getInt(i);
            profile.add(term, content.scale(new int[] {term}));
        }
    }

    private static void weighSublinear(Content content, SparseSums profile) {
        for (int entry = 0; entry < profile.count(); entry++) {
            int term = profile.key(entry);
            float tie = profile.of(term);
            if (tie != 0) {
                profile.scale(term, content.weight(term) / (float) Math.sqrt(Math.sqrt(Math.abs(tie))));
            }
        }
    }

    /** Proposes the newest of what the reader follows, whether it trends or not and however many read it. */
    private static void proposeNewest(Draft draft, Following following) {
        int each = Math.max(2, NEWEST_MAX / Math.max(1, following.topics().size()));
        for (int i = 0; i < following.topics().size(); i++) {
            int topic = following.topics().getInt(i);
            proposeNewest(draft, following, draft.articles().ofTopic(topic), each);
        }
        if (following.followsAuthors()) {
            proposeNewestByAuthors(draft, following);
        }
    }

    private static void proposeNewest(Draft draft, Following following, Articles.ArticleList list, int most) {
        int left = most;
        int last = Math.max(0, list.count() - LOOKS_EACH * most);
        for (int place = list.count() - 1; place >= last && left > 0; place--) {
            int article = list.article(place);
            if (following.follows(article) && draft.open(article)) {
                draft.propose(article);
                left--;
            }
        }
    }

    private static void proposeNewestByAuthors(Draft draft, Following following) {
        Articles articles = draft.articles();
        int left = NEWEST_MAX;
        int last = Math.max(0, articles.ordered() - NEWEST_LOOKS);
        for (int place = articles.ordered() - 1; place >= last && left > 0; place--) {
            int article = articles.byPublishTime(place);
            if (following.followsAuthor(article) && draft.open(article)) {
                draft.propose(article);
                left--;
            }
        }
    }

    /** Finds fresh articles by the strongest terms of the taste, the strongest first. */
    private void lookUp(Content content, SparseSums profile, int times) {
        found.clear();
        int count = strongest(profile, times * TERMS_MAX);
        int left = times * POSTINGS_MAX;
        for (int i = count - 1; i >= 0 && left > 0; i--) {
            int term = (int) strongest[i];
            float weight = profile.of(term) * content.weight(term);
            int[] articles = content.fresh(term);
            int last = content.freshCount(term) - 1;
            int first = Math.max(0, last + 1 - Math.min(left, times * POSTINGS_EACH_MAX));
            for (int k = last; k >= first; k--) {
                found.add(articles[k], weight * content.scale(articles[k]));
            }
            left -= last + 1 - first;
        }
    }

    /** Sorts at most so many terms by strength, the strongest last; returns how many. */
    private int strongest(SparseSums profile, int most) {
        strongest = strongest.length < most ? new long[most] : strongest;
        float bound = profile.bound(most);
        int count = 0;
        for (int entry = 0; entry < profile.count() && count < most; entry++) {
            int term = profile.key(entry);
            float strength = profile.of(term);
            if (strength > 0 && strength >= bound) {
                strongest[count++] = (long) Float.floatToIntBits(strength) << 32 | term;
            }
        }
        Arrays.sort(strongest, 0, count);
        return count;
    }

    /** Of a profile that was multiplied by its terms' weights. */
    private static float likeness(Content content, SparseSums profile, int article) {
        float sum = 0;
        for (int term : content.terms(article)) {
            sum += profile.of(term);
        }
        return sum * content.scale(article);
    }
}
