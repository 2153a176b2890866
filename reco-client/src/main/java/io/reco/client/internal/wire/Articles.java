package io.reco.client.internal.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleFilter;
import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleStats;
import io.reco.client.catalog.ArticleView;

/** Articles and messages. */
public final class Articles {
    private static final int FIELDS = ArticleField.values().length;

    private Articles() {}

    public static Article message(ArticleDetails details) {
        Article.Builder article = Article.newBuilder()
                .setArticleId(details.id())
                .setTitle(details.title())
                .setSummary(details.summary())
                .setUrl(details.url())
                .setAuthor(details.author())
                .addAllTopics(details.topics())
                .setLanguageCode(details.languageCode())
                .setHidden(details.hidden())
                .putAllAttributes(details.attributes())
                .setEtag(details.etag());
        details.publishTime().ifPresent(time -> article.setPublishTime(Times.timestamp(time)));
        details.expireTime().ifPresent(time -> article.setExpireTime(Times.timestamp(time)));
        return article.build();
    }

    public static ArticleDetails details(Article article) {
        return new ArticleDetails(
                article.getArticleId(),
                article.getTitle(),
                article.getSummary(),
                article.getUrl(),
                article.getAuthor(),
                List.copyOf(article.getTopicsList()),
                article.getLanguageCode(),
                Times.instant(article.hasPublishTime(), article.getPublishTime()),
                Times.instant(article.hasExpireTime(), article.getExpireTime()),
                article.getHidden(),
                article.getAttributesMap(),
                article.getEtag(),
                Times.instant(article.hasCreateTime(), article.getCreateTime()),
                Times.instant(article.hasUpdateTime(), article.getUpdateTime()),
                article.hasStats() ? Optional.of(stats(article.getStats())) : Optional.empty());
    }

    static ArticleStats stats(io.reco.api.v1.ArticleStats stats) {
        return new ArticleStats(
                stats.getViews(), stats.getShares(), stats.getExposes(), stats.getLikes(), stats.getReaders());
    }

    /** Names the fields to write as the server does; without any, an article's id, which is what every article has. */
    public static FieldMask updateMask(Set<ArticleField> fields) {
        return fields.isEmpty() ? FieldMask.newBuilder().addPaths("article_id").build() : mask(fields);
    }

    /** Names the fields to read; all of them: whatever there is. */
    static FieldMask readMask(Set<ArticleField> fields) {
        return fields.size() == FIELDS ? FieldMask.newBuilder().addPaths("*").build() : mask(fields);
    }

    private static FieldMask mask(Set<ArticleField> fields) {
        FieldMask.Builder mask = FieldMask.newBuilder();
        fields.stream().sorted().forEach(field -> mask.addPaths(field.name().toLowerCase(Locale.ROOT)));
        return mask.build();
    }

    public static io.reco.api.v1.ArticleView view(ArticleView view) {
        return switch (view) {
            case BASIC -> io.reco.api.v1.ArticleView.ARTICLE_VIEW_BASIC;
            case FULL -> io.reco.api.v1.ArticleView.ARTICLE_VIEW_FULL;
        };
    }

    /** For the first piece. */
    public static ListArticlesRequest.Builder list(ArticleQuery query) {
        ArticleFilter.Builder filter = ArticleFilter.newBuilder()
                .setWords(query.words())
                .addAllTopics(query.topics())
                .setAuthor(query.author())
                .setLanguageCode(query.languageCode())
                .putAllAttributes(query.attributes());
        query.status().ifPresent(status -> filter.setStatus(status(status)));
        query.publishedFrom().ifPresent(time -> filter.setPublishedFrom(Times.timestamp(time)));
        query.publishedBefore().ifPresent(time -> filter.setPublishedBefore(Times.timestamp(time)));
        return ListArticlesRequest.newBuilder()
                .setFilter(filter)
                .setOrder(
                        query.order() == ArticleQuery.Order.NEWEST_FIRST
                                ? ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST
                                : ArticleOrder.ARTICLE_ORDER_ARTICLE_ID)
                .setView(view(query.view()));
    }

    private static ArticleStatus status(ArticleQuery.Status status) {
        return switch (status) {
            case LIVE -> ArticleStatus.ARTICLE_STATUS_LIVE;
            case SCHEDULED -> ArticleStatus.ARTICLE_STATUS_SCHEDULED;
            case EXPIRED -> ArticleStatus.ARTICLE_STATUS_EXPIRED;
            case HIDDEN -> ArticleStatus.ARTICLE_STATUS_HIDDEN;
        };
    }
}
