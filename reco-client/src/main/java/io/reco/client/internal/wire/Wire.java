package io.reco.client.internal.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;

import io.reco.api.v1.Article;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.Result;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.page.Page;
import io.reco.client.page.RecommendedArticle;

/** The one bridge between the values of this package and the messages on the wire. */
public final class Wire {
    private Wire() {}

    public static Page page(String reader, RecommendResponse response) {
        List<RecommendedArticle> articles = new ArrayList<>(response.getResultsCount());
        for (Result result : response.getResultsList()) {
            articles.add(new RecommendedArticle(
                    result.getArticleId(),
                    result.getStats().getViews(),
                    result.getStats().getShares()));
        }
        // Unset, it is 1970: the stamp of no page.
        return new Page(reader, instant(response.getPageTime()), response.getExposureToken(), articles, false);
    }

    public static Article article(ArticleDetails details) {
        Article.Builder article = Article.newBuilder()
                .setArticleId(details.id())
                .setTitle(details.title())
                .setSummary(details.summary())
                .setUrl(details.url())
                .setAuthor(details.author())
                .addAllTopics(details.topics())
                .setLanguageCode(details.languageCode())
                .setHidden(details.hidden());
        details.publishTime().ifPresent(time -> article.setPublishTime(timestamp(time)));
        details.expireTime().ifPresent(time -> article.setExpireTime(timestamp(time)));
        return article.build();
    }

    /** Names the fields as the server does; without any, an article's id, which is what every article has. */
    public static FieldMask mask(Set<ArticleField> fields) {
        FieldMask.Builder mask = FieldMask.newBuilder();
        if (fields.isEmpty()) {
            mask.addPaths("article_id");
        }
        fields.stream().sorted().forEach(field -> mask.addPaths(field.name().toLowerCase(Locale.ROOT)));
        return mask.build();
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
                article.hasPublishTime() ? Optional.of(instant(article.getPublishTime())) : Optional.empty(),
                article.hasExpireTime() ? Optional.of(instant(article.getExpireTime())) : Optional.empty(),
                article.getHidden());
    }

    public static io.reco.api.v1.Event event(Event event) {
        io.reco.api.v1.Event.Builder message = io.reco.api.v1.Event.newBuilder()
                .setEventId(event.id())
                .setReaderId(event.reader())
                .setArticleId(event.article())
                .setType(type(event.type()))
                .setExposureToken(event.exposureToken());
        event.time().ifPresent(time -> message.setEventTime(timestamp(time)));
        return message.build();
    }

    private static io.reco.api.v1.EventType type(EventType type) {
        return switch (type) {
            case EXPOSE -> io.reco.api.v1.EventType.EVENT_TYPE_EXPOSE;
            case VIEW -> io.reco.api.v1.EventType.EVENT_TYPE_VIEW;
            case READ -> io.reco.api.v1.EventType.EVENT_TYPE_READ;
            case LIKE -> io.reco.api.v1.EventType.EVENT_TYPE_LIKE;
            case BOOKMARK -> io.reco.api.v1.EventType.EVENT_TYPE_BOOKMARK;
            case COMMENT -> io.reco.api.v1.EventType.EVENT_TYPE_COMMENT;
            case SHARE -> io.reco.api.v1.EventType.EVENT_TYPE_SHARE;
            case DISLIKE -> io.reco.api.v1.EventType.EVENT_TYPE_DISLIKE;
            case HIDE -> io.reco.api.v1.EventType.EVENT_TYPE_HIDE;
        };
    }

    public static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
