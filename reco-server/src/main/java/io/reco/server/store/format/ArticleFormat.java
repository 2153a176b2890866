package io.reco.server.store.format;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.server.domain.Article;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.stored.StoredArticle;
import io.reco.server.store.stored.StoredTombstone;

/** Articles and what stays of deleted ones as stored bytes, and back. */
public final class ArticleFormat {

    private ArticleFormat() {}

    public static StoredArticle stored(ArticleRecord record) {
        Article article = record.article();
        StoredArticle.Builder stored = StoredArticle.newBuilder()
                .setId(article.id())
                .setTitle(article.title())
                .setSummary(article.summary())
                .setUrl(article.url())
                .setAuthor(article.author())
                .addAllTopics(article.topics())
                .setLanguageCode(article.languageCode())
                .setPublishMs(article.publishMs())
                .setHidden(article.hidden())
                .putAllAttributes(article.attributes())
                .setCreateMs(record.createMs())
                .setUpdateMs(record.updateMs())
                .setSuccessor(record.successor());
        if (article.expireMs() != Article.NEVER) {
            stored.setExpireMs(article.expireMs());
        }
        return stored.build();
    }

    /** The record of an article that the catalogue holds. */
    public static ArticleRecord record(byte[] bytes) {
        try {
            StoredArticle stored = StoredArticle.parseFrom(bytes);
            return new ArticleRecord(
                    article(stored),
                    stored.getCreateMs(),
                    stored.getUpdateMs(),
                    stored.getSuccessor(),
                    ArticleRecord.LISTED);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored article is damaged", e);
        }
    }

    public static Article article(StoredArticle stored) {
        return new Article(
                stored.getId(),
                stored.getTitle(),
                stored.getSummary(),
                stored.getUrl(),
                stored.getAuthor(),
                stored.getTopicsList(),
                stored.getLanguageCode(),
                stored.getPublishMs(),
                stored.hasExpireMs() ? stored.getExpireMs() : Article.NEVER,
                stored.getHidden(),
                stored.getAttributesMap());
    }

    public static byte[] tombstone(ArticleRecord deleted) {
        return StoredTombstone.newBuilder()
                .setPublishMs(deleted.article().publishMs())
                .setCreateMs(deleted.createMs())
                .setSuccessor(deleted.successor())
                .setDeletedMs(deleted.deletedMs())
                .build()
                .toByteArray();
    }

    /** The record of a deleted article. */
    public static ArticleRecord tombstone(String article, byte[] bytes) {
        try {
            StoredTombstone stored = StoredTombstone.parseFrom(bytes);
            return new ArticleRecord(
                    Article.bare(article).publishedAt(stored.getPublishMs()),
                    stored.getCreateMs(),
                    0,
                    stored.getSuccessor(),
                    stored.getDeletedMs());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored tombstone is damaged", e);
        }
    }
}
