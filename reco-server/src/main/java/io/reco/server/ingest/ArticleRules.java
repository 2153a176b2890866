package io.reco.server.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        List<Violation> violations = new ArrayList<>();
        Ids.check(write.path() + ".article_id", article.id(), violations);
        for (ArticleField field : write.fields()) {
            String path = write.path() + "." + field.path();
            switch (field) {
                case TITLE -> atMost(path, article.title(), TITLE_MAX, violations);
                case SUMMARY -> atMost(path, article.summary(), SUMMARY_MAX, violations);
                case URL -> atMost(path, article.url(), URL_MAX, violations);
                case AUTHOR -> atMost(path, article.author(), AUTHOR_MAX, violations);
                case LANGUAGE_CODE -> atMost(path, article.languageCode(), LANGUAGE_MAX, violations);
                case TOPICS -> topics(path, article.topics(), violations);
                case ATTRIBUTES -> attributes(path, article.attributes(), violations);
                case PUBLISH_TIME, EXPIRE_TIME, HIDDEN -> {
                    // Times are compared with what is stored.
                }
            }
        }
        return violations;
    }

    /** Adds a violation when a text is too long. */
    public static void atMost(String path, String text, int max, List<Violation> violations) {
        if (length(text) > max) {
            violations.add(Violation.of(path, length(text) + " characters", "at most " + max));
        }
    }

    /** Adds what is wrong with topics, of an article or asked for. */
    public static void topics(String path, List<String> topics, List<Violation> violations) {
        if (topics.size() > TOPICS_MAX) {
            violations.add(Violation.of(path, topics.size() + " topics", "at most " + TOPICS_MAX));
        }
        for (int i = 0; i < Math.min(topics.size(), TOPICS_MAX); i++) {
            String topic = topics.get(i);
            if (topic.isBlank() || length(topic) > TOPIC_MAX) {
                violations.add(Violation.of(
                        path + "[" + i + "]", length(topic) + " characters", "1.." + TOPIC_MAX + ", not blank"));
            }
        }
    }

    /** Adds what is wrong with attributes, of an article or asked for. */
    public static void attributes(String path, Map<String, String> attributes, List<Violation> violations) {
        if (attributes.size() > ATTRIBUTES_MAX) {
            violations.add(Violation.of(path, attributes.size() + " attributes", "at most " + ATTRIBUTES_MAX));
            return;
        }
        attributes.forEach((key, value) -> {
            String attribute = path + "[" + Violation.quoted(key) + "]";
            if (key.isBlank() || length(key) > ATTRIBUTE_KEY_MAX) {
                violations.add(Violation.of(
                        attribute, length(key) + " characters", "a key of 1.." + ATTRIBUTE_KEY_MAX + ", not blank"));
            }
            atMost(attribute, value, ATTRIBUTE_VALUE_MAX, violations);
        });
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
