package io.reco.server.browse;

import io.reco.server.domain.Article;
import io.reco.server.store.article.ArticleRecord;

/**
 * An article that the catalogue holds.
 *
 * @param createMs when it entered the catalogue, milliseconds since 1970 UTC
 * @param updateMs when something of it changed last, milliseconds since 1970 UTC
 * @param etag names the state that it is in
 */
public record ListedArticle(Article article, long createMs, long updateMs, String etag) {

    static ListedArticle of(ArticleRecord record) {
        return new ListedArticle(record.article(), record.createMs(), record.updateMs(), record.etag());
    }

    /** The article's id. */
    public String id() {
        return article.id();
    }
}
