package io.reco.server.ingest;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Article;
import io.reco.server.domain.Refusal.Violation;

/** What an article must be like to enter the catalogue. Lengths count Unicode characters (code points). */
public final class ArticleRules {

    public static final int TITLE_MAX = 1_000;
    public static final int SUMMARY_MAX = 10_000;
    public static final int URL_MAX = 2_000;
    public static final int AUTHOR_MAX = 200;
    public static final int LANGUAGE_MAX = 35;
    public static final int TOPICS_MAX = 50;
    public static final int TOPIC_MAX = 100;

    private ArticleRules() {}

    /** Everything wrong with an article, fields named below {@code path}; empty when it is good. */
    public static List<Violation> violations(String path, Article article) {
        List<Violation> violations = new ArrayList<>();
        if (article.id() <= 0) {
            violations.add(Violation.of(path + ".article_id", article.id(), "> 0"));
        }
        atMost(violations, path + ".title", article.title(), TITLE_MAX);
        atMost(violations, path + ".summary", article.summary(), SUMMARY_MAX);
        atMost(violations, path + ".url", article.url(), URL_MAX);
        atMost(violations, path + ".author", article.author(), AUTHOR_MAX);
        atMost(violations, path + ".language", article.language(), LANGUAGE_MAX);
        if (article.topics().size() > TOPICS_MAX) {
            violations.add(
                    Violation.of(path + ".topics", article.topics().size() + " topics", "at most " + TOPICS_MAX));
        }
        for (int i = 0; i < Math.min(article.topics().size(), TOPICS_MAX); i++) {
            String topic = article.topics().get(i);
            if (topic.isBlank() || length(topic) > TOPIC_MAX) {
                violations.add(Violation.of(
                        path + ".topics[" + i + "]", length(topic) + " characters", "1.." + TOPIC_MAX + ", not blank"));
            }
        }
        if (article.publishMs() != Article.UNSET && article.expiryMs() <= article.publishMs()) {
            violations.add(Violation.of(path + ".expiry_time", article.expiryMs() + " ms", "after publish_time"));
        }
        return violations;
    }

    private static void atMost(List<Violation> violations, String field, String text, int max) {
        if (length(text) > max) {
            violations.add(Violation.of(field, length(text) + " characters", "at most " + max));
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
