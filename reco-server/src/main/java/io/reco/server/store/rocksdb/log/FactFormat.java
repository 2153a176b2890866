package io.reco.server.store.rocksdb.log;

import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.stored.StoredArticle;
import io.reco.server.store.stored.StoredEvent;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.stored.StoredTombstone;

/** Facts and articles as stored bytes, and back. */
public final class FactFormat {

    private FactFormat() {}

    static StoredFact event(Event event) {
        return StoredFact.newBuilder()
                .setEvent(StoredEvent.newBuilder()
                        .setId(event.id())
                        .setReader(event.reader())
                        .setArticle(event.article())
                        .setType(event.type().code())
                        .setTimeMs(event.timeMs())
                        .setPageStamp(event.pageStamp()))
                .build();
    }

    static StoredFact upserted(StoredArticle article) {
        return StoredFact.newBuilder().setUpserted(article).build();
    }

    static StoredFact deleted(String article) {
        return StoredFact.newBuilder().setDeleted(article).build();
    }

    static Fact fact(StoredFact stored) {
        return switch (stored.getFactCase()) {
            case EVENT -> event(stored.getEvent());
            case UPSERTED ->
                new Fact.ArticleUpserted(
                        article(stored.getUpserted()),
                        stored.getUpserted().getCreateMs(),
                        stored.getUpserted().getSuccessor());
            case DELETED -> new Fact.ArticleDeleted(stored.getDeleted());
            case FACT_NOT_SET -> throw new IllegalStateException("fact: none (expected: one of this version's)");
        };
    }

    private static Event event(StoredEvent stored) {
        return new Event(
                stored.getId(),
                stored.getReader(),
                stored.getArticle(),
                EventType.of(stored.getType()),
                stored.getTimeMs(),
                stored.getPageStamp());
    }

    static List<StoredFact> facts(byte[] bytes) {
        try {
            return StoredFacts.parseFrom(bytes).getFactsList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("stored facts are damaged", e);
        }
    }

    public static StoredArticle stored(Fact.ArticleUpserted fact) {
        Article article = fact.article();
        StoredArticle.Builder stored = StoredArticle.newBuilder()
                .setId(article.id())
                .setTitle(article.title())
                .setSummary(article.summary())
                .setUrl(article.url())
                .setAuthor(article.author())
                .addAllTopics(article.topics())
                .setLanguage(article.language())
                .setPublishMs(article.publishMs())
                .setHidden(article.hidden())
                .setCreateMs(fact.createMs())
                .setSuccessor(fact.successor());
        if (article.expiryMs() != Article.NEVER) {
            stored.setExpiryMs(article.expiryMs());
        }
        return stored.build();
    }

    public static Article article(byte[] bytes) {
        return article(storedArticle(bytes));
    }

    /** The record of an article that the catalogue holds. */
    public static ArticleRecord record(byte[] bytes) {
        StoredArticle stored = storedArticle(bytes);
        return new ArticleRecord(article(stored), stored.getCreateMs(), stored.getSuccessor(), ArticleRecord.LISTED);
    }

    private static StoredArticle storedArticle(byte[] bytes) {
        try {
            return StoredArticle.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored article is damaged", e);
        }
    }

    private static Article article(StoredArticle stored) {
        return new Article(
                stored.getId(),
                stored.getTitle(),
                stored.getSummary(),
                stored.getUrl(),
                stored.getAuthor(),
                stored.getTopicsList(),
                stored.getLanguage(),
                stored.getPublishMs(),
                stored.hasExpiryMs() ? stored.getExpiryMs() : Article.NEVER,
                stored.getHidden());
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
                    stored.getSuccessor(),
                    stored.getDeletedMs());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored tombstone is damaged", e);
        }
    }
}
