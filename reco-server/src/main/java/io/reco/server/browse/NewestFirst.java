package io.reco.server.browse;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.model.catalogue.Articles;

/** The catalogue in the order of publication, the latest first. */
final class NewestFirst {

    private final Articles articles;

    NewestFirst(Articles articles) {
        this.articles = articles;
    }

    /** The places of the next articles, none of which was published before {@code fromMs}; fewer where the list ends. */
    List<Place> next(Place after, ArticleFilter filter, int limit) {
        List<Place> next = new ArrayList<>();
        for (int at = below(after, filter.publishedBeforeMs()) - 1; at >= 0 && next.size() < limit; at--) {
            int ordinal = articles.byPublishTime(at);
            long publishMs = articles.publishMs(ordinal);
            if (publishMs < filter.publishedFromMs()) {
                break;
            }
            if (articles.isListed(ordinal)) {
                next.add(new Place(publishMs, articles.id(ordinal)));
            }
        }
        return next;
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
                || publishMs == after.publishMs() && articles.id(ordinal).compareTo(after.id()) > 0;
    }
}
