package io.reco.server.browse;

import java.util.Optional;

import io.reco.server.domain.Article;
import io.reco.server.store.article.ArticleRecord;

/**
 * An article that the catalogue holds.
 *
 * @param createMs when it entered the catalogue, milliseconds since 1970 UTC
 * @param updateMs when something of it changed last, milliseconds since 1970 UTC
 * @param etag names the state that it is in
 * @param stats what readers did with it; empty when that was not asked for
 */
public record ListedArticle(Article article, long createMs, long updateMs, String etag, Optional<Stats> stats) {

    /**
     * What readers did with an article.
     *
     * @param views how many events of this type were accepted, as {@code shares}, {@code exposes} and {@code likes}
     * @param readers how many readers acted on it, approximately
     */
    public record Stats(long views, long shares, long exposes, long likes, long readers) {}

    static ListedArticle of(ArticleRecord record, Optional<Stats> stats) {
        return new ListedArticle(record.article(), record.createMs(), record.updateMs(), record.etag(), stats);
    }

    /** The article's id. */
    public String id() {
        return article.id();
    }
}
