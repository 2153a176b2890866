package io.reco.client.catalog;

import java.util.List;
import java.util.Optional;

import io.reco.client.internal.argument.Ids;

/**
 * What the catalogue knows of the articles asked for.
 *
 * @param articles those found, in the order asked for
 * @param missing ids of those not in the catalogue, in the order asked for
 * @param deleted those of the missing that once were in the catalogue and were deleted, in the order asked for
 */
public record FoundArticles(List<ArticleDetails> articles, List<String> missing, List<String> deleted) {
    public FoundArticles {
        articles = List.copyOf(articles);
        missing = List.copyOf(missing);
        deleted = List.copyOf(deleted);
    }

    /** The article of this id, empty when it is missing or was not asked for. */
    public Optional<ArticleDetails> find(String id) {
        return articles.stream().filter(article -> article.id().equals(id)).findFirst();
    }

    /** See {@link #find(String)}. */
    public Optional<ArticleDetails> find(long id) {
        return find(Ids.of("id", id));
    }
}
