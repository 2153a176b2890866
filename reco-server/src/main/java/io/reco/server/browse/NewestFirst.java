package io.reco.server.browse;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.model.catalogue.Articles;

/** The catalogue in the order of publication, the latest first. */
final class NewestFirst {

    /** Places looked at in one go, under the lock of the models. */
    private static final int STEPS_MAX = 1_000;

    private final Articles articles;

    NewestFirst(Articles articles) {
        this.articles = articles;
    }

    /**
     * The next of the order.
     *
     * @param places of articles that the catalogue holds
     * @param last up to where was looked
     * @param end whether there is nothing after it
     */
    record Some(List<Place> places, Place last, boolean end) {}

    /** The next articles that were published within the filter's range; none of a stretch of articles that are gone. */
    Some next(Place after, ArticleFilter filter, int limit) {
        List<Place> places = new ArrayList<>();
        Place last = after;
        int begin = below(after, filter.publishedBeforeMs()) - 1;
        for (int at = begin; at >= 0; at--) {
            int ordinal = articles.byPublishTime(at);
            Place place = new Place(articles.publishMs(ordinal), articles.id(ordinal));
            if (place.publishMs() < filter.publishedFromMs()) {
                break;
            }
            // An article and the one that had its id before may have the same place.
            boolean enough = places.size() == limit || begin - at >= STEPS_MAX;
            if (enough && !place.equals(last)) {
                return new Some(places, last, false);
            }
            if (articles.isListed(ordinal)) {
                places.add(place);
            }
            last = place;
        }
        return new Some(places, last, true);
    }

    /** How many places of the models' order, which is the other way round, are still to come. */
    private int below(Place after, long beforeMs) {
        int from = 0;
        int to = articles.ordered();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isToCome(articles.byPublishTime(middle), after, beforeMs)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private boolean isToCome(int ordinal, Place after, long beforeMs) {
        long publishMs = articles.publishMs(ordinal);
        if (publishMs >= beforeMs) {
            return false;
        }
        return after.isStart()
                || publishMs < after.publishMs()
                || (publishMs == after.publishMs() && articles.id(ordinal).compareTo(after.id()) > 0);
    }
}
