package io.reco.server.store.article;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;

/**
 * What is kept under an article's id, once one had it.
 *
 * @param article as it was last upserted; when it is deleted, nothing but its id and publish time
 * @param createMs when it entered the catalogue, milliseconds since 1970 UTC
 * @param updateMs when it was upserted last, milliseconds since 1970 UTC; 0 when it is deleted
 * @param successor whether another article had the id before
 * @param deletedMs when it was deleted; {@link #LISTED} while the catalogue holds it
 */
public record ArticleRecord(Article article, long createMs, long updateMs, boolean successor, long deletedMs) {

    /** In place of the time of a deletion that has not been. */
    public static final long LISTED = Long.MAX_VALUE;

    /** What an upsert that was accepted at a moment leaves. */
    public static ArticleRecord of(Fact.ArticleUpserted upserted, long acceptedMs) {
        return new ArticleRecord(upserted.article(), upserted.createMs(), acceptedMs, upserted.successor(), LISTED);
    }

    /** The article's id. */
    public String id() {
        return article.id();
    }

    /**
     * Names the state that the article is in: 16 letters, digits, {@code -} and {@code _}, the same on every server and after
     * every restart, others when any of its fields is another. Of one that the catalogue holds.
     */
    public String etag() {
        return Etag.of(this);
    }

    /** Whether the catalogue holds the article. */
    public boolean listed() {
        return deletedMs == LISTED;
    }

    /** The tombstone that stays of this article. */
    public ArticleRecord deletedAt(long otherDeletedMs) {
        Article left = Article.bare(article.id()).publishedAt(article.publishMs());
        return new ArticleRecord(left, createMs, 0, successor, otherDeletedMs);
    }
}
