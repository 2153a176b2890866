package io.reco.client.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.reco.client.internal.argument.Ids;

/**
 * An article of the catalogue. Times are kept to the millisecond.
 *
 * @param id 1..128 visible ASCII characters ({@code !}..{@code ~}), but not {@code "0"}; compared byte for byte
 * @param title at most 1,000 characters
 * @param summary at most 10,000 characters
 * @param url at most 2,000 characters
 * @param author at most 200 characters; articles with the same text are by the same author
 * @param topics at most 50, each of 1..100 characters; case matters
 * @param languageCode BCP 47 tag such as {@code en} or {@code pt-BR}; empty when unknown
 * @param publishTime not recommended before; empty: as it was, and of a new article the moment of its first upsert, or its
 *     {@code expireTime} where that is earlier
 * @param expireTime not recommended from then on, not before {@code publishTime}; empty: never expires
 * @param hidden never recommended while true
 */
public record ArticleDetails(
        String id,
        String title,
        String summary,
        String url,
        String author,
        List<String> topics,
        String languageCode,
        Optional<Instant> publishTime,
        Optional<Instant> expireTime,
        boolean hidden) {
    public ArticleDetails {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(languageCode, "languageCode");
        Objects.requireNonNull(publishTime, "publishTime");
        Objects.requireNonNull(expireTime, "expireTime");
        topics = List.copyOf(topics);
    }

    /** An article with nothing but an id so far: every text empty, no times, not hidden. */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * See {@link #builder(String)}.
     *
     * @param id > 0
     */
    public static Builder builder(long id) {
        return builder(Ids.of("id", id));
    }

    /** A builder that starts from this article. */
    public Builder toBuilder() {
        Builder copy = new Builder(id)
                .title(title)
                .summary(summary)
                .url(url)
                .author(author)
                .topics(topics)
                .languageCode(languageCode)
                .hidden(hidden);
        publishTime.ifPresent(copy::publishTime);
        expireTime.ifPresent(copy::expireTime);
        return copy;
    }

    /** Collects an article part by part. Limits are checked by the server, which names every field beyond one. */
    public static final class Builder {
        private final String id;
        private String title = "";
        private String summary = "";
        private String url = "";
        private String author = "";
        private List<String> topics = List.of();
        private String languageCode = "";
        private @Nullable Instant publishTime;
        private @Nullable Instant expireTime;
        private boolean hidden;

        private Builder(String id) {
            this.id = id;
        }

        public Builder title(String title) {
            this.title = title;
            return this;
        }

        public Builder summary(String summary) {
            this.summary = summary;
            return this;
        }

        public Builder url(String url) {
            this.url = url;
            return this;
        }

        public Builder author(String author) {
            this.author = author;
            return this;
        }

        public Builder topics(String... topics) {
            return topics(List.of(topics));
        }

        public Builder topics(List<String> topics) {
            this.topics = List.copyOf(topics);
            return this;
        }

        public Builder languageCode(String languageCode) {
            this.languageCode = languageCode;
            return this;
        }

        public Builder publishTime(Instant publishTime) {
            this.publishTime = publishTime;
            return this;
        }

        public Builder expireTime(Instant expireTime) {
            this.expireTime = expireTime;
            return this;
        }

        public Builder hidden(boolean hidden) {
            this.hidden = hidden;
            return this;
        }

        public ArticleDetails build() {
            return new ArticleDetails(
                    id,
                    title,
                    summary,
                    url,
                    author,
                    topics,
                    languageCode,
                    Optional.ofNullable(publishTime),
                    Optional.ofNullable(expireTime),
                    hidden);
        }
    }
}
