package io.reco.client.catalog;

/**
 * A field of {@link ArticleDetails} that can be written alone ({@link io.reco.client.RecommendClient#upsert(
 * java.util.stream.Stream, java.util.Set)}), or asked for alone with a page ({@link io.reco.client.page.PageRequest#fields()}).
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
    HIDDEN,
    ATTRIBUTES
}
