package io.reco.server.grpc.endpoint.catalog;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Timestamp;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleStats;
import io.reco.server.browse.ListedArticle;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.ingest.ArticleField;
import io.reco.server.ingest.ArticleWrite;

/** Articles as messages, and back. */
public final class ArticleMessages {

    private ArticleMessages() {}

    /** What was sent, without what is output only. A time that is none is {@link Fields#NOT_A_TIME}. */
    static io.reco.server.domain.Article decode(Article article) {
        long publishMs = article.hasPublishTime()
                ? Fields.millis(article.getPublishTime())
                : io.reco.server.domain.Article.UNSET;
        long expireMs =
                article.hasExpireTime() ? Fields.millis(article.getExpireTime()) : io.reco.server.domain.Article.NEVER;
        return new io.reco.server.domain.Article(
                article.getArticleId(),
                article.getTitle(),
                article.getSummary(),
                article.getUrl(),
                article.getAuthor(),
                article.getTopicsList(),
                article.getLanguageCode(),
                publishMs,
                expireMs,
                article.getHidden(),
                article.getAttributesMap());
    }

    /** What is wrong with the times that are to be written. */
    static List<Violation> badTimes(ArticleWrite write, Article article) {
        List<Violation> violations = new ArrayList<>();
        if (article.hasPublishTime()) {
            addBadTime(violations, write, ArticleField.PUBLISH_TIME, article.getPublishTime());
        }
        if (article.hasExpireTime()) {
            addBadTime(violations, write, ArticleField.EXPIRE_TIME, article.getExpireTime());
        }
        return violations;
    }

    private static void addBadTime(List<Violation> violations, ArticleWrite write, ArticleField field, Timestamp time) {
        if (write.fields().contains(field) && Fields.millis(time) == Fields.NOT_A_TIME) {
            violations.add(
                    Violation.of(write.path() + "." + field.path(), Fields.text(time), "from 1970 on, a valid time"));
        }
    }

    /** All that the catalogue says of an article. */
    public static Article encode(ListedArticle listed) {
        io.reco.server.domain.Article article = listed.article();
        Article.Builder encoded = Article.newBuilder()
                .setArticleId(article.id())
                .setTitle(article.title())
                .setSummary(article.summary())
                .setUrl(article.url())
                .setAuthor(article.author())
                .addAllTopics(article.topics())
                .setLanguageCode(article.languageCode())
                .setPublishTime(Fields.timestamp(article.publishMs()))
                .setHidden(article.hidden())
                .putAllAttributes(article.attributes())
                .setCreateTime(Fields.timestamp(listed.createMs()))
                .setUpdateTime(Fields.timestamp(listed.updateMs()))
                .setEtag(listed.etag());
        if (article.expireMs() != io.reco.server.domain.Article.NEVER) {
            encoded.setExpireTime(Fields.timestamp(article.expireMs()));
        }
        listed.stats().ifPresent(stats -> encoded.setStats(encode(stats)));
        return encoded.build();
    }

    private static ArticleStats encode(ListedArticle.Stats stats) {
        return ArticleStats.newBuilder()
                .setViews(stats.views())
                .setShares(stats.shares())
                .setExposes(stats.exposes())
                .setLikes(stats.likes())
                .setReaders(stats.readers())
                .build();
    }
}
