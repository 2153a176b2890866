package io.reco.client.page;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

import io.reco.client.catalog.ArticleField;
import io.reco.client.internal.argument.Ids;

/**
 * What is asked of a list of related articles.
 *
 * @param article where to start from: in the catalogue, but it may be hidden or expired
 * @param reader for whom: without what they viewed or rejected; empty for nobody in particular
 * @param count how many articles; 0 means 10, more than 100 counts as 100
 * @param placement where they are shown, as in {@link PageRequest}
 * @param filter what may be among them
 * @param fields which fields each article comes with, as in {@link PageRequest}
 * @param look whether it is a look only: nothing is counted, and the list has no token
 * @param explain whether each article says what spoke for it
 */
public record RelatedRequest(
        String article,
        String reader,
        int count,
        String placement,
        PageFilter filter,
        Set<ArticleField> fields,
        boolean look,
        boolean explain) {
    public RelatedRequest {
        Objects.requireNonNull(article, "article");
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(filter, "filter");
        fields = Set.copyOf(fields);
    }

    /** Ten articles like this one, for nobody in particular, with nothing else asked. */
    public static Builder of(String article) {
        return new Builder(article);
    }

    /**
     * See {@link #of(String)}.
     *
     * @param article > 0
     */
    public static Builder of(long article) {
        return of(Ids.of("article", article));
    }

    /** Collects a request part by part; {@link RelatedRequest} says what each part is. */
    public static final class Builder {
        private final String article;
        private String reader = "";
        private int count;
        private String placement = "";
        private PageFilter filter = PageFilter.everything();
        private Set<ArticleField> fields = Set.of();
        private boolean look;
        private boolean explain;

        private Builder(String article) {
            this.article = article;
        }

        public Builder reader(String reader) {
            this.reader = reader;
            return this;
        }

        public Builder count(int count) {
            this.count = count;
            return this;
        }

        public Builder placement(String placement) {
            this.placement = placement;
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

        /** Only a look: nothing is counted. */
        public Builder look() {
            this.look = true;
            return this;
        }

        /** Each article says what spoke for it. */
        public Builder explain() {
            this.explain = true;
            return this;
        }

        public RelatedRequest build() {
            return new RelatedRequest(article, reader, count, placement, filter, fields, look, explain);
        }
    }
}
