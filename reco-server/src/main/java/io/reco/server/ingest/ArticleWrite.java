package io.reco.server.ingest;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import io.reco.server.domain.Article;

/**
 * An article as a caller sent it, to be written whole or in part.
 *
 * @param index its position in the call
 * @param article with a publish time of {@link Article#UNSET} when none was sent
 * @param fields those to be written, in the order of {@link ArticleField}; the others keep what is stored, or are empty in a
 *     new article
 * @param whole whether the caller asked for the whole article, not for all of its fields by name
 * @param etag of the state that the article must be in for the write to be done, as the catalogue tells it; empty for any
 */
public record ArticleWrite(int index, Article article, Set<ArticleField> fields, boolean whole, String etag) {

    public ArticleWrite {
        fields = fields.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(fields));
    }

    /** Replaces the article whole. */
    public static ArticleWrite whole(int index, Article article) {
        return new ArticleWrite(index, article, ArticleField.all(), true, "");
    }

    /** Writes some fields of the article. */
    public static ArticleWrite part(int index, Article article, Set<ArticleField> fields) {
        return new ArticleWrite(index, article, fields, false, "");
    }

    /** The same, to be done only while the article is in the state that this names; empty for any. */
    public ArticleWrite onlyIf(String otherEtag) {
        return new ArticleWrite(index, article, fields, whole, otherEtag);
    }

    /** Where it stands in the call, for the names of its fields. */
    public String path() {
        return "articles[" + index + "]";
    }
}
