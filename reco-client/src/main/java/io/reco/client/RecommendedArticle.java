package io.reco.client;

/**
 * One article of a page.
 *
 * @param id the article's id
 * @param views how many distinct views of it the server has accepted
 * @param shares how many distinct shares of it the server has accepted
 */
public record RecommendedArticle(int id, long views, long shares) {}
