package io.reco.server.ingest;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.reco.server.domain.Article;

/** A field of an article that can be written alone. */
public enum ArticleField {
    TITLE,
    SUMMARY,
    URL,
    AUTHOR,
    TOPICS,
    LANGUAGE_CODE,
    PUBLISH_TIME,
    EXPIRE_TIME,
    HIDDEN,
    ATTRIBUTES;

    /** Every one of them. */
    public static Set<ArticleField> all() {
        return EnumSet.allOf(ArticleField.class);
    }

    /** The name that callers know it by, such as {@code publish_time}. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of this name; empty when there is none. */
    public static Optional<ArticleField> of(String path) {
        for (ArticleField field : values()) {
            if (field.path().equals(path)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** {@code before} with these fields of {@code sent}. */
    static Article merge(Article before, Article sent, Set<ArticleField> fields) {
        return new Article(
                before.id(),
                (fields.contains(TITLE) ? sent : before).title(),
                (fields.contains(SUMMARY) ? sent : before).summary(),
                (fields.contains(URL) ? sent : before).url(),
                (fields.contains(AUTHOR) ? sent : before).author(),
                (fields.contains(TOPICS) ? sent : before).topics(),
                (fields.contains(LANGUAGE_CODE) ? sent : before).languageCode(),
                (fields.contains(PUBLISH_TIME) ? sent : before).publishMs(),
                (fields.contains(EXPIRE_TIME) ? sent : before).expireMs(),
                (fields.contains(HIDDEN) ? sent : before).hidden(),
                (fields.contains(ATTRIBUTES) ? sent : before).attributes());
    }
}
