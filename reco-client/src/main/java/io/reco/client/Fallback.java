package io.reco.client;

import java.util.List;

import io.reco.client.page.RecommendedArticle;

/** Makes a page when no server could in time, for example from a list of popular articles fetched some time ago. */
@FunctionalInterface
public interface Fallback {
    /**
     * Articles to show this reader (empty: an anonymous one) instead, best first; called on a thread of the client, so it must
     * not block.
     */
    List<RecommendedArticle> articles(String reader, int count);
}
