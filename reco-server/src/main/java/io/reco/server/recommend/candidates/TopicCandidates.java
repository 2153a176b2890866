package io.reco.server.recommend.candidates;

import io.reco.server.model.Articles;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Scores;
import io.reco.server.recommend.draft.Taste;

/**
 * The newest articles, and how much of the reader's taste is of their topics: so that an article nobody has read yet finds
 * its first readers. A candidate's score is the mean share of its topics in the reader's taste.
 */
public final class TopicCandidates {

    private static final int NEWEST_MAX = 500;

    private final Scores affinity = new Scores();

    /** Adds this source's scores. */
    public void propose(Draft draft) {
        affinity.clear();
        float total = readTaste(draft);
        if (total <= 0) {
            return;
        }
        Articles articles = draft.articles();
        int looked = 0;
        for (int place = articles.ordered() - 1; place >= 0 && looked < NEWEST_MAX; place--) {
            int article = articles.byPublishTime(place);
            if (articles.servable(article, draft.ask().nowMs())) {
                looked++;
                score(draft, article, total);
            }
        }
        for (int entry = 0; entry < draft.neighbours().count(); entry++) {
            score(draft, draft.neighbours().article(entry), total);
        }
        for (int entry = 0; entry < draft.trending().count(); entry++) {
            score(draft, draft.trending().article(entry), total);
        }
    }

    private float readTaste(Draft draft) {
        Taste taste = draft.taste();
        float total = 0;
        for (int place = 0; place < taste.count(); place++) {
            for (int topic : draft.articles().topics(taste.article(place))) {
                affinity.add(topic, taste.strength(place));
            }
            total += Math.max(0, taste.strength(place));
        }
        return total;
    }

    private void score(Draft draft, int article, float total) {
        int[] topics = draft.articles().topics(article);
        if (topics.length == 0 || draft.topics().of(article) != 0) {
            return;
        }
        float sum = 0;
        for (int topic : topics) {
            sum += affinity.of(topic);
        }
        if (sum != 0) {
            draft.topics().add(article, sum / (total * topics.length));
        }
    }
}
