package io.reco.server.recommend.candidates;

import io.reco.server.model.Content;
import io.reco.server.model.Feature;
import io.reco.server.model.Scores;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles of which too little is known but what they are about: the cosine of their terms and those of the reader's articles.
 * So an article finds its first readers on the very next page after its publication.
 *
 * <p>Fresh articles are looked up by the strongest terms of the taste alone, and rated by all of them, as every other candidate
 * is. Cost: the postings of {@link #TERMS_MAX} terms, and the terms of every candidate. Reused; one thread at a time.
 */
final class ContentSource {

    private static final int TERMS_MAX = 128;

    private final Scores found = new Scores();

    void score(Draft draft) {
        Content content = draft.models().content();
        Scores profile = draft.profile();
        describe(draft.taste(), content, profile);
        lookUp(content, profile);
        draft.proposeBest(found);
        Scores scores = draft.scores(Feature.CONTENT);
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            scores.add(article, cosine(content, profile, article));
        }
    }

    private static void describe(Taste taste, Content content, Scores profile) {
        for (int place = 0; place < taste.count(); place++) {
            int article = taste.article(place);
            float factor = taste.strength(place) * content.scale(article);
            for (int term : content.terms(article)) {
                profile.add(term, factor * content.weight(term));
            }
        }
    }

    private void lookUp(Content content, Scores profile) {
        found.clear();
        float bound = profile.bound(TERMS_MAX);
        for (int entry = 0; entry < profile.count(); entry++) {
            int term = profile.article(entry);
            float strength = profile.of(term);
            if (strength <= 0 || strength < bound) {
                continue;
            }
            float weight = strength * content.weight(term);
            int[] articles = content.fresh(term);
            int count = content.freshCount(term);
            for (int i = 0; i < count; i++) {
                found.add(articles[i], weight * content.scale(articles[i]));
            }
        }
    }

    private static float cosine(Content content, Scores profile, int article) {
        float sum = 0;
        for (int term : content.terms(article)) {
            sum += profile.of(term) * content.weight(term);
        }
        return sum * content.scale(article);
    }
}
