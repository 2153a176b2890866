package io.reco.server.browse.reader;

import java.util.List;

import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;

/** One thing of a reader's past. */
public sealed interface Activity {

    /** When, milliseconds since 1970 UTC. */
    long timeMs();

    /**
     * They did something.
     *
     * @param article the id of the article; empty when nobody knows it: the catalogue never had it, and it is no number
     * @param timeMs to the second
     * @param retracted whether they took it back
     */
    record Did(String article, EventType type, long timeMs, boolean retracted) implements Activity {}

    /**
     * They were served a page.
     *
     * @param articles the ids of its articles, in its order; empty for one that nobody knows
     */
    record Served(Page page, List<String> articles) implements Activity {

        public Served {
            articles = List.copyOf(articles);
        }

        @Override
        public long timeMs() {
            return page.stamp();
        }
    }
}
