package io.reco.client.page;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.reco.client.catalog.ArticleField;
import io.reco.client.internal.argument.Ids;

/**
 * What is asked of a page. The server checks limits, and names every field beyond one.
 *
 * @param reader who asks; empty: an anonymous reader, of whom nothing is read or kept
 * @param count how many articles; 0 means 10, more than 100 counts as 100
 * @param at the moment the page is asked for, as in {@link io.reco.client.RecommendClient#recommend(String, int, Instant)};
 *     empty: now
 * @param requestId made once for all attempts, 1..64 visible ASCII characters: while {@code at} is empty, the same id brings
 *     the same page; empty: the client makes one for each call
 * @param placement where the page is shown: 0..64 of {@code [a-z0-9_-]}; each placement of a reader is a feed of its own, whose
 *     pages are not repeated in it; empty: the feed of the original contract
 * @param recentArticles what the reader opened just now, the latest first, at most 50: counts for this page as if it had been
 *     reported, and is not kept; without a reader a session of nobody
 * @param filter what may be on the page
 * @param diversity how much variety of topics and authors counts, 0..1; empty: as the server's policy has it
 * @param fields which fields of {@link io.reco.client.catalog.ArticleDetails} each article comes with; all of them: also
 *     create time, update time and etag
 * @param look whether it is a look only: nothing is kept or counted, and the page has no token
 * @param explain whether each article says what spoke for it ({@link RecommendedArticle#sourceShares()})
 * @param explainArticles with {@code look}: why these are not on the page ({@link Page#absences()}); at most 100
 */
public record PageRequest(
        String reader,
        int count,
        Optional<Instant> at,
        String requestId,
        String placement,
        List<String> recentArticles,
        PageFilter filter,
        OptionalDouble diversity,
        Set<ArticleField> fields,
        boolean look,
        boolean explain,
        List<String> explainArticles) {
    public PageRequest {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(diversity, "diversity");
        recentArticles = List.copyOf(recentArticles);
        fields = Set.copyOf(fields);
        explainArticles = List.copyOf(explainArticles);
    }

    /** A page for this reader, of 10 articles, now, with nothing else asked. Empty: for an anonymous one. */
    public static Builder of(String reader) {
        return new Builder(reader);
    }

    /**
     * See {@link #of(String)}.
     *
     * @param reader > 0
     */
    public static Builder of(long reader) {
        return of(Ids.of("reader", reader));
    }

    /** A page for nobody in particular; with {@link Builder#recentArticles} for a session without a reader. */
    public static Builder forNobody() {
        return new Builder("");
    }

    /** A builder that starts from this request. */
    public Builder toBuilder() {
        Builder copy = new Builder(reader)
                .count(count)
                .requestId(requestId)
                .placement(placement)
                .recentArticles(recentArticles)
                .filter(filter)
                .fields(fields)
                .explainArticles(explainArticles);
        copy.at = at.orElse(null);
        copy.diversity = diversity;
        copy.look = look;
        copy.explain = explain;
        return copy;
    }

    /** Collects a request part by part; {@link PageRequest} says what each part is. */
    public static final class Builder {
        private final String reader;
        private int count;
        private @Nullable Instant at;
        private String requestId = "";
        private String placement = "";
        private List<String> recentArticles = List.of();
        private PageFilter filter = PageFilter.everything();
        private OptionalDouble diversity = OptionalDouble.empty();
        private Set<ArticleField> fields = Set.of();
        private boolean look;
        private boolean explain;
        private List<String> explainArticles = List.of();

        private Builder(String reader) {
            this.reader = reader;
        }

        public Builder count(int count) {
            this.count = count;
            return this;
        }

        public Builder at(Instant moment) {
            this.at = moment;
            return this;
        }

        public Builder requestId(String id) {
            this.requestId = id;
            return this;
        }

        public Builder placement(String placement) {
            this.placement = placement;
            return this;
        }

        public Builder recentArticles(String... ids) {
            return recentArticles(List.of(ids));
        }

        public Builder recentArticles(List<String> ids) {
            this.recentArticles = List.copyOf(ids);
            return this;
        }

        public Builder filter(PageFilter filter) {
            this.filter = filter;
            return this;
        }

        public Builder diversity(double diversity) {
            this.diversity = OptionalDouble.of(diversity);
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

        /** Only a look: nothing is kept or counted. */
        public Builder look() {
            this.look = true;
            return this;
        }

        /** Each article says what spoke for it. */
        public Builder explain() {
            this.explain = true;
            return this;
        }

        /** A look that also says why these are not on the page; none: a look. */
        public Builder lookFor(String... articles) {
            return look().explainArticles(List.of(articles));
        }

        public Builder explainArticles(Collection<String> ids) {
            this.explainArticles = List.copyOf(ids);
            return this;
        }

        public PageRequest build() {
            return new PageRequest(
                    reader,
                    count,
                    Optional.ofNullable(at),
                    requestId,
                    placement,
                    recentArticles,
                    filter,
                    diversity,
                    fields,
                    look,
                    explain,
                    explainArticles);
        }
    }
}
