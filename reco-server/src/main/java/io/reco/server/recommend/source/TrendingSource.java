package io.reco.server.recommend.source;

import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;

/**
 * What many engage with now, overall and in the reader's topics. A quick list of minutes and a slow one of days: where
 * readers are few, the quick one is noise or empty, and the slow one carries on.
 */
final class TrendingSource {

    private static final int TOPIC_HISTORY_MAX = 20;

    private TrendingSource() {}

    static void propose(Draft draft) {
        propose(draft, draft.models().burst().overall());
        propose(draft, draft.models().trend().overall());
        Taste taste = draft.taste();
        for (int place = 0; place < taste.count() && place < TOPIC_HISTORY_MAX; place++) {
            int topic = draft.articles().topic(taste.article(place));
            if (topic != Articles.NONE && taste.strength(place) > 0) {
                propose(draft, draft.models().trend().ofTopic(topic));
            }
        }
    }

    private static void propose(Draft draft, Trend.TopList list) {
        for (int place = 0; place < list.count(); place++) {
            draft.propose(list.article(place));
        }
    }
}
