package io.reco.server.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.reco.server.domain.Article;
import io.reco.server.domain.Ids;
import io.reco.server.domain.refusal.Refusal.Violation;

/** What an article must be like to enter the catalogue. Lengths count Unicode characters (code points). */
public final class ArticleRules {

    public static final int TITLE_MAX = 1_000;
    public static final int SUMMARY_MAX = 10_000;
    public static final int URL_MAX = 2_000;
    public static final int AUTHOR_MAX = 200;
    public static final int LANGUAGE_MAX = 35;
    public static final int TOPICS_MAX = 50;
    public static final int TOPIC_MAX = 100;
    public static final int ATTRIBUTES_MAX = 50;
    public static final int ATTRIBUTE_KEY_MAX = 100;
    public static final int ATTRIBUTE_VALUE_MAX = 2_000;

    private ArticleRules() {}

    /** Everything wrong with what is to be written, whatever is stored; empty when it is good. */
    public static List<Violation> violations(ArticleWrite write) {
        Article article = write.article();
        Checks checks = new Checks(write.path(), write.fields(), new ArrayList<>());
        Ids.check(write.path() + ".article_id", article.id(), checks.violations);
        checks.atMost(ArticleField.TITLE, article.title(), TITLE_MAX);
        checks.atMost(ArticleField.SUMMARY, article.summary(), SUMMARY_MAX);
        checks.atMost(ArticleField.URL, article.url(), URL_MAX);
        checks.atMost(ArticleField.AUTHOR, article.author(), AUTHOR_MAX);
        checks.atMost(ArticleField.LANGUAGE_CODE, article.languageCode(), LANGUAGE_MAX);
        checks.topics(article.topics());
        checks.attributes(article.attributes());
        return checks.violations;
    }

    private record Checks(String path, Set<ArticleField> fields, List<Violation> violations) {

        void atMost(ArticleField field, String text, int max) {
            if (fields.contains(field) && length(text) > max) {
                violations.add(Violation.of(path + "." + field.path(), length(text) + " characters", "at most " + max));
            }
        }

        void topics(List<String> topics) {
            if (!fields.contains(ArticleField.TOPICS)) {
                return;
            }
            if (topics.size() > TOPICS_MAX) {
                violations.add(Violation.of(path + ".topics", topics.size() + " topics", "at most " + TOPICS_MAX));
            }
            for (int i = 0; i < Math.min(topics.size(), TOPICS_MAX); i++) {
                String topic = topics.get(i);
                if (topic.isBlank() || length(topic) > TOPIC_MAX) {
                    violations.add(Violation.of(
                            path + ".topics[" + i + "]",
                            length(topic) + " characters",
                            "1.." + TOPIC_MAX + ", not blank"));
                }
            }
        }

        void attributes(Map<String, String> attributes) {
            if (!fields.contains(ArticleField.ATTRIBUTES)) {
                return;
            }
            if (attributes.size() > ATTRIBUTES_MAX) {
                violations.add(Violation.of(
                        path + ".attributes", attributes.size() + " attributes", "at most " + ATTRIBUTES_MAX));
            }
            attributes.forEach((key, value) -> {
                String attribute = path + ".attributes[" + Violation.quoted(key) + "]";
                if (key.isBlank() || length(key) > ATTRIBUTE_KEY_MAX) {
                    violations.add(Violation.of(
                            attribute, length(key) + " characters", "a key of 1.." + ATTRIBUTE_KEY_MAX + ", not blank"));
                }
                if (length(value) > ATTRIBUTE_VALUE_MAX) {
                    violations.add(
                            Violation.of(attribute, length(value) + " characters", "at most " + ATTRIBUTE_VALUE_MAX));
                }
            });
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
