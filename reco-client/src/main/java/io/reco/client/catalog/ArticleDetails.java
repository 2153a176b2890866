package io.reco.client.catalog;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param attributes what else a page needs to render or to filter by: an image, a section, a paywall; at most 50, keys of
 *     1..100, values of at most 2,000 characters
 * @param etag names the state of the article that was read. Sent with an upsert, as {@link #toBuilder()} does: the write is
 *     refused, with reason {@code STALE_ETAG}, when the article is not in that state any more. Empty: written whatever its state
 * @param createTime when it entered the catalogue; the server's, passed over when sent
 * @param updateTime when something of it changed last; the server's, passed over when sent
 * @param stats what readers did with it; the server's, and only when asked for ({@link ArticleView#FULL})
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
        boolean hidden,
        Map<String, String> attributes,
        String etag,
        Optional<Instant> createTime,
        Optional<Instant> updateTime,
        Optional<ArticleStats> stats) {
    public ArticleDetails {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(languageCode, "languageCode");
        Objects.requireNonNull(publishTime, "publishTime");
        Objects.requireNonNull(expireTime, "expireTime");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(createTime, "createTime");
        Objects.requireNonNull(updateTime, "updateTime");
        Objects.requireNonNull(stats, "stats");
        topics = List.copyOf(topics);
        attributes = Map.copyOf(attributes);
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

    /**
     * A builder that starts from this article, its etag included, so that a change that somebody else made meanwhile is not
     * overwritten; without what only the server says.
     */
    public Builder toBuilder() {
        Builder copy = new Builder(id)
                .title(title)
                .summary(summary)
                .url(url)
                .author(author)
                .topics(topics)
                .languageCode(languageCode)
                .hidden(hidden)
                .attributes(attributes)
                .etag(etag);
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
        private Map<String, String> attributes = Map.of();
        private String etag = "";

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

        public Builder attribute(String key, String value) {
            Map<String, String> more = new HashMap<>(attributes);
            more.put(key, value);
            return attributes(more);
        }

        public Builder attributes(Map<String, String> attributes) {
            this.attributes = Map.copyOf(attributes);
            return this;
        }

        /** Writes only where the article is in this state still; empty: whatever its state. */
        public Builder etag(String etag) {
            this.etag = etag;
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
                    hidden,
                    attributes,
                    etag,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
