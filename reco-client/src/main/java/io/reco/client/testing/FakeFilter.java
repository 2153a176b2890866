package io.reco.client.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleFilter;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.Reader;

/** Whether an article is let through. One that the catalogue does not have is of no topic, author or language. */
final class FakeFilter {
    private FakeFilter() {}

    static boolean passes(PageFilter filter, String id, @Nullable Article known) {
        Article article = known == null ? Article.getDefaultInstance() : known;
        return !filter.getExcludedArticleIdsList().contains(id)
                && (filter.getTopicsAnyCount() == 0 || anyOf(filter.getTopicsAnyList(), article.getTopicsList()))
                && !anyOf(filter.getTopicsNoneList(), article.getTopicsList())
                && !anyOf(filter.getAuthorsNoneList(), List.of(article.getAuthor()))
                && speaks(filter.getLanguageCodesList(), article.getLanguageCode())
                && holdsAll(article, filter.getAttributesEqualMap())
                && filter.getAttributesNotEqualMap().entrySet().stream()
                        .noneMatch(no ->
                                no.getValue().equals(article.getAttributesMap().get(no.getKey())))
                && (!filter.hasPublishedFrom()
                        || Times.ms(article.getPublishTime()) >= Times.ms(filter.getPublishedFrom()));
    }

    /** What a reader blocked, and languages they do not read. */
    static boolean passes(Reader reader, @Nullable Article known) {
        Article article = known == null ? Article.getDefaultInstance() : known;
        return !anyOf(reader.getBlockedTopicsList(), article.getTopicsList())
                && !anyOf(reader.getBlockedAuthorsList(), List.of(article.getAuthor()))
                && speaks(reader.getLanguageCodesList(), article.getLanguageCode());
    }

    static boolean matches(ArticleFilter filter, Article article, long nowMs) {
        return hasWords(filter.getWords(), article)
                && (filter.getTopicsCount() == 0 || anyOf(filter.getTopicsList(), article.getTopicsList()))
                && (filter.getAuthor().isEmpty() || filter.getAuthor().equals(article.getAuthor()))
                && (filter.getLanguageCode().isEmpty()
                        || isLanguage(filter.getLanguageCode(), article.getLanguageCode()))
                && holdsAll(article, filter.getAttributesMap())
                && (filter.getStatus() == ArticleStatus.ARTICLE_STATUS_UNSPECIFIED
                        || filter.getStatus() == status(article, nowMs))
                && (!filter.hasPublishedFrom()
                        || Times.ms(article.getPublishTime()) >= Times.ms(filter.getPublishedFrom()))
                && (!filter.hasPublishedBefore()
                        || Times.ms(article.getPublishTime()) < Times.ms(filter.getPublishedBefore()));
    }

    static ArticleStatus status(Article article, long nowMs) {
        if (article.getHidden()) {
            return ArticleStatus.ARTICLE_STATUS_HIDDEN;
        }
        if (article.hasExpireTime() && Times.ms(article.getExpireTime()) <= nowMs) {
            return ArticleStatus.ARTICLE_STATUS_EXPIRED;
        }
        return article.hasPublishTime() && Times.ms(article.getPublishTime()) > nowMs
                ? ArticleStatus.ARTICLE_STATUS_SCHEDULED
                : ArticleStatus.ARTICLE_STATUS_LIVE;
    }

    /** Whole words; the real server also knows their stems. */
    private static boolean hasWords(String words, Article article) {
        String text = String.join(
                        " ",
                        article.getTitle(),
                        article.getSummary(),
                        article.getAuthor(),
                        String.join(" ", article.getTopicsList()))
                .toLowerCase(Locale.ROOT);
        List<String> has = List.of(text.split("\\W+", -1));
        return words.isBlank()
                || has.containsAll(
                        List.of(words.strip().toLowerCase(Locale.ROOT).split("\\W+", -1)));
    }

    private static boolean holdsAll(Article article, Map<String, String> attributes) {
        return article.getAttributesMap().entrySet().containsAll(attributes.entrySet());
    }

    static boolean anyOf(List<String> some, List<String> others) {
        return some.stream().anyMatch(one -> others.stream().anyMatch(one::equalsIgnoreCase));
    }

    private static boolean speaks(List<String> codes, String language) {
        return codes.isEmpty() || language.isEmpty() || codes.stream().anyMatch(code -> isLanguage(code, language));
    }

    private static boolean isLanguage(String code, String language) {
        return language.equalsIgnoreCase(code)
                || language.toLowerCase(Locale.ROOT).startsWith(code.toLowerCase(Locale.ROOT) + "-");
    }
}
