package io.reco.client.page;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What may be on a page. All that is set must hold; what is empty lets everything through. Topics, authors and languages are
 * compared without case. The server checks the limits, and names every field beyond one.
 *
 * @param topicsAny at least one of these topics; at most 50
 * @param topicsNone none of these topics; at most 50
 * @param authorsNone none of these authors; at most 50
 * @param languageCodes one of these languages: {@code pt} means {@code pt-BR}, too, and an article of an unknown language is
 *     let through; at most 50
 * @param attributesEqual attributes with these values, all of them; at most 20
 * @param attributesNotEqual not one of these attributes with this value; at most 20
 * @param publishedFrom published then or later
 * @param excludedArticles none of these articles; at most 1,000
 */
public record PageFilter(
        List<String> topicsAny,
        List<String> topicsNone,
        List<String> authorsNone,
        List<String> languageCodes,
        Map<String, String> attributesEqual,
        Map<String, String> attributesNotEqual,
        Optional<Instant> publishedFrom,
        List<String> excludedArticles) {
    private static final PageFilter EVERYTHING = builder().build();

    public PageFilter {
        topicsAny = List.copyOf(topicsAny);
        topicsNone = List.copyOf(topicsNone);
        authorsNone = List.copyOf(authorsNone);
        languageCodes = List.copyOf(languageCodes);
        attributesEqual = Map.copyOf(attributesEqual);
        attributesNotEqual = Map.copyOf(attributesNotEqual);
        Objects.requireNonNull(publishedFrom, "publishedFrom");
        excludedArticles = List.copyOf(excludedArticles);
    }

    /** Lets everything through. */
    public static PageFilter everything() {
        return EVERYTHING;
    }

    /** A filter that lets everything through so far. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a filter part by part; {@link PageFilter} says what each part is. */
    public static final class Builder {
        private List<String> topicsAny = List.of();
        private List<String> topicsNone = List.of();
        private List<String> authorsNone = List.of();
        private List<String> languageCodes = List.of();
        private Map<String, String> attributesEqual = Map.of();
        private Map<String, String> attributesNotEqual = Map.of();
        private @Nullable Instant publishedFrom;
        private List<String> excludedArticles = List.of();

        private Builder() {}

        public Builder topicsAny(String... topics) {
            this.topicsAny = List.of(topics);
            return this;
        }

        public Builder topicsNone(String... topics) {
            this.topicsNone = List.of(topics);
            return this;
        }

        public Builder authorsNone(String... authors) {
            this.authorsNone = List.of(authors);
            return this;
        }

        public Builder languageCodes(String... codes) {
            this.languageCodes = List.of(codes);
            return this;
        }

        public Builder attributesEqual(Map<String, String> attributes) {
            this.attributesEqual = Map.copyOf(attributes);
            return this;
        }

        public Builder attributesNotEqual(Map<String, String> attributes) {
            this.attributesNotEqual = Map.copyOf(attributes);
            return this;
        }

        public Builder publishedFrom(Instant time) {
            this.publishedFrom = time;
            return this;
        }

        public Builder excludedArticles(Collection<String> ids) {
            this.excludedArticles = List.copyOf(ids);
            return this;
        }

        public PageFilter build() {
            return new PageFilter(
                    topicsAny,
                    topicsNone,
                    authorsNone,
                    languageCodes,
                    attributesEqual,
                    attributesNotEqual,
                    Optional.ofNullable(publishedFrom),
                    excludedArticles);
        }
    }
}
