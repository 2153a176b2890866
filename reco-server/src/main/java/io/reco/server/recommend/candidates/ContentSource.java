package io.reco.server.recommend.candidates;

import io.reco.server.model.Content;
import io.reco.server.model.Feature;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;
import io.reco.server.recommend.draft.Taste;

/**
 * Articles of which too little is known but what they are about: the cosine of their terms and those of the reader's articles.
 * So an article finds its first readers on the very next page after its publication.
 */
final class ContentSource {

    private ContentSource() {}

    static void score(Draft draft) {
        Taste taste = draft.taste();
        Content content = draft.models().content();
        Scores profile = draft.profile();
        for (int place = 0; place < taste.count(); place++) {
            int article = taste.article(place);
            int[] terms = content.terms(article);
            float factor = taste.strength(place) * content.scale(article);
            for (int term : terms) {
                profile.add(term, factor * content.weight(term));
            }
        }
        Scores scores = draft.scores(Feature.CONTENT);
        scoreFresh(content, profile, scores);
        for (int entry = 0; entry < draft.candidateCount(); entry++) {
            int article = draft.candidate(entry);
            if (scores.of(article) == 0) {
                scores.add(article, cosine(content, profile, article));
            }
        }
    }

    private static void scoreFresh(Content content, Scores profile, Scores scores) {
        for (int entry = 0; entry < profile.count(); entry++) {
            int term = profile.article(entry);
            float weight = profile.of(term) * content.weight(term);
            int[] articles = content.fresh(term);
            int count = content.freshCount(term);
            for (int i = 0; i < count; i++) {
                scores.add(articles[i], weight * content.scale(articles[i]));
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
