package io.reco.client.page;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

import io.reco.client.catalog.ArticleField;

/**
 * What is asked of a list of the articles of the moment.
 *
 * @param kind which articles
 * @param topic only of this topic, compared without case; empty for all
 * @param count how many articles; 0 means 10, more than 100 counts as 100
 * @param filter what may be among them
 * @param fields which fields each article comes with, as in {@link PageRequest}
 */
public record TopRequest(Kind kind, String topic, int count, PageFilter filter, Set<ArticleField> fields) {
    public TopRequest {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(filter, "filter");
        fields = Set.copyOf(fields);
    }

    /** Which articles are at the top. */
    public enum Kind {
        /** Read most now. */
        TRENDING,
        /** Viewed most, ever. */
        POPULAR,
        /** Published last. */
        LATEST
    }

    /** Ten articles of this kind, with nothing else asked. */
    public static Builder of(Kind kind) {
        return new Builder(kind);
    }

    /** Collects a request part by part; {@link TopRequest} says what each part is. */
    public static final class Builder {
        private final Kind kind;
        private String topic = "";
        private int count;
        private PageFilter filter = PageFilter.everything();
        private Set<ArticleField> fields = Set.of();

        private Builder(Kind kind) {
            this.kind = kind;
        }

        public Builder topic(String topic) {
            this.topic = topic;
            return this;
        }

        public Builder count(int count) {
            this.count = count;
            return this;
        }

        public Builder filter(PageFilter filter) {
            this.filter = filter;
            return this;
        }

        /** Each article comes with all of its fields. */
        public Builder details() {
            return fields(EnumSet.allOf(ArticleField.class));
        }

        public Builder fields(ArticleField... fields) {
            return fields(Set.of(fields));
        }

        public Builder fields(Set<ArticleField> fields) {
            this.fields = Set.copyOf(fields);
            return this;
        }

        public TopRequest build() {
            return new TopRequest(kind, topic, count, filter, fields);
        }
    }
}
