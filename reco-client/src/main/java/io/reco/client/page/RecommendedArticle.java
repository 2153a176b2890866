package io.reco.client.page;

import java.util.Objects;

/**
 * One article of a page.
 *
 * @param id the article's id
 * @param views how many distinct views of it the server has accepted
 * @param shares how many distinct shares of it the server has accepted
 */
public record RecommendedArticle(String id, long views, long shares) {
    public RecommendedArticle {
        Objects.requireNonNull(id, "id");
    }
}
