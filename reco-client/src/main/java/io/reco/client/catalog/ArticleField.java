package io.reco.client.catalog;

import io.reco.client.RecommendClient;

/**
 * A field of {@link ArticleDetails} that can be written alone; see {@link RecommendClient#upsert(java.util.stream.Stream,
 * Set)}.
 */
public enum ArticleField {
    TITLE,
    SUMMARY,
    URL,
    AUTHOR,
    TOPICS,
    LANGUAGE_CODE,
    PUBLISH_TIME,
    EXPIRE_TIME,
    HIDDEN
}
