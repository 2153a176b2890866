package io.reco.server.recommend.source;

import io.reco.server.model.blend.Feature;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.draft.ArticleScores;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Taste;
import io.reco.server.recommend.draft.stated.Admission;
import io.reco.server.recommend.draft.stated.Following;

/**
 * What many engage with now, overall and in the reader's topics. A quick list of minutes and a slow one of days: where
 * readers are few, the quick one is noise or empty, and the slow one carries on.
 */
final class TrendingSource implements CandidateSource {

    private static final int TOPIC_HISTORY_MAX = 20;

    /** To a reader of whom something is known so many of a list are proposed, and for a long page so many a slot. */
    private static final int LIST_MAX = 50;

    private static final int LIST_EACH = 3;

    /** Of a topic's list so many, for there are several topics; or one for two slots of a long page. */
    private static final int TOPIC_LIST_MAX = 5;

    /** Of so few articles the topics may be one, which then has to fill a page: as many of its list as there are slots. */
    private static final int FEW = 5;

    @Override
    public void propose(Draft draft) {
        Trend burst = draft.models().burst();
        Trend trend = draft.models().trend();
        boolean numbers = draft.request().numbersOnly();
        Taste taste = draft.taste();
        int most = taste.count() == 0
                ? Integer.MAX_VALUE
                : Math.max(LIST_MAX, LIST_EACH * draft.request().count());
        propose(draft, numbers ? burst.numbers() : burst.overall(), most);
        propose(draft, numbers ? trend.numbers() : trend.overall(), most);
        int slots = draft.request().count();
        int ofTopic = Math.max(TOPIC_LIST_MAX, taste.count() <= FEW ? slots : slots / 2);
        for (int place = 0; place < taste.count() && place < TOPIC_HISTORY_MAX; place++) {
            int topic = draft.articles().topic(taste.article(place));
            if (topic != Articles.NONE && taste.strength(place) > 0) {
                propose(draft, trend.ofTopic(topic), ofTopic);
            }
        }
        proposeFollowed(draft, trend);
        proposeWanted(draft, trend);
        look(draft);
    }

    @Override
    public void look(Draft draft) {
        draft.look(Feature.BURST, values(draft.models().burst(), draft.nowMs()));
        draft.look(Feature.TREND, values(draft.models().trend(), draft.nowMs()));
    }

    private static void proposeFollowed(Draft draft, Trend trend) {
        Following following = draft.following();
        if (following != null) {
            for (int i = 0; i < following.topics().size(); i++) {
                propose(draft, trend.ofTopic(following.topics().getInt(i)), Integer.MAX_VALUE);
            }
        }
    }

    private static void proposeWanted(Draft draft, Trend trend) {
        Admission admission = draft.admission();
        if (admission != null) {
            for (int i = 0; i < admission.topicsAny().size(); i++) {
                propose(draft, trend.ofTopic(admission.topicsAny().getInt(i)), Integer.MAX_VALUE);
            }
        }
    }

    private static ArticleScores values(Trend trend, long nowMs) {
        double moment = trend.moment(nowMs);
        return article -> trend.value(article, moment);
    }

    private static void propose(Draft draft, Trend.TopList list, int most) {
        for (int place = 0; place < Math.min(most, list.count()); place++) {
            draft.propose(list.article(place));
        }
    }
}
