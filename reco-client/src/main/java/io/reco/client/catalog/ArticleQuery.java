package io.reco.client.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Which articles of the catalogue, in which order, and how much of each. All that is set must hold; what is empty lets
 * everything through.
 *
 * @param words words that title, summary, author or topics have, all of them; compared by their stems and without case; at most
 *     200 characters
 * @param topics at least one of these topics; at most 50
 * @param author written by this author
 * @param languageCode in this language: {@code pt} means {@code pt-BR}, too
 * @param attributes attributes with these values, all of them; at most 50
 * @param status what they are at the moment; empty: any
 * @param publishedFrom published then or later
 * @param publishedBefore published before then
 * @param order in which order
 * @param view how much of each
 */
public record ArticleQuery(
        String words,
        List<String> topics,
        String author,
        String languageCode,
        Map<String, String> attributes,
        Optional<Status> status,
        Optional<Instant> publishedFrom,
        Optional<Instant> publishedBefore,
        Order order,
        ArticleView view) {
    public ArticleQuery {
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(languageCode, "languageCode");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(publishedFrom, "publishedFrom");
        Objects.requireNonNull(publishedBefore, "publishedBefore");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(view, "view");
        topics = List.copyOf(topics);
        attributes = Map.copyOf(attributes);
    }

    /** What an article is at the moment. */
    public enum Status {
        /** May be recommended. */
        LIVE,
        /** Before its publish time, and not hidden. */
        SCHEDULED,
        /** From its expire time on, and not hidden. */
        EXPIRED,
        /** Hidden, whatever its times. */
        HIDDEN
    }

    /** In which order articles are listed. */
    public enum Order {
        /** Ascending by the bytes of the id: 10 comes before 9. */
        ID,
        /** The latest publish time first; of the same time ascending by the bytes of the id. */
        NEWEST_FIRST
    }

    /** All articles, in the order of their ids, without stats. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a query part by part; {@link ArticleQuery} says what each part is. */
    public static final class Builder {
        private String words = "";
        private List<String> topics = List.of();
        private String author = "";
        private String languageCode = "";
        private Map<String, String> attributes = Map.of();
        private @Nullable Status status;
        private @Nullable Instant publishedFrom;
        private @Nullable Instant publishedBefore;
        private Order order = Order.ID;
        private ArticleView view = ArticleView.BASIC;

        private Builder() {}

        public Builder words(String words) {
            this.words = words;
            return this;
        }

        public Builder topics(String... topics) {
            this.topics = List.of(topics);
            return this;
        }

        public Builder author(String author) {
            this.author = author;
            return this;
        }

        public Builder languageCode(String code) {
            this.languageCode = code;
            return this;
        }

        public Builder attributes(Map<String, String> attributes) {
            this.attributes = Map.copyOf(attributes);
            return this;
        }

        public Builder status(Status status) {
            this.status = status;
            return this;
        }

        public Builder publishedFrom(Instant time) {
            this.publishedFrom = time;
            return this;
        }

        public Builder publishedBefore(Instant time) {
            this.publishedBefore = time;
            return this;
        }

        public Builder order(Order order) {
            this.order = order;
            return this;
        }

        public Builder view(ArticleView view) {
            this.view = view;
            return this;
        }

        public ArticleQuery build() {
            return new ArticleQuery(
                    words,
                    topics,
                    author,
                    languageCode,
                    attributes,
                    Optional.ofNullable(status),
                    Optional.ofNullable(publishedFrom),
                    Optional.ofNullable(publishedBefore),
                    order,
                    view);
        }
    }
}
