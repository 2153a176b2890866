package io.reco.server.store.article;

import io.reco.server.domain.Article;

/**
 * What is kept under an article's id, once one had it.
 *
 * @param article as it was last upserted; when it is deleted, nothing but its id and publish time
 * @param createMs when it entered the catalogue, milliseconds since 1970 UTC
 * @param successor whether another article had the id before
 * @param deletedMs when it was deleted; {@link #LISTED} while the catalogue holds it
 */
public record ArticleRecord(Article article, long createMs, boolean successor, long deletedMs) {

    /** In place of the time of a deletion that has not been. */
    public static final long LISTED = Long.MAX_VALUE;

    /** Whether the catalogue holds the article. */
    public boolean listed() {
        return deletedMs == LISTED;
    }

    /** The tombstone that stays of this article. */
    public ArticleRecord deletedAt(long otherDeletedMs) {
        Article left = Article.bare(article.id()).publishedAt(article.publishMs());
        return new ArticleRecord(left, createMs, successor, otherDeletedMs);
    }
}
