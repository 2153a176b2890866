package io.reco.client;

import java.util.List;
import java.util.Optional;

/**
 * What the catalogue knows of the articles asked for.
 *
 * @param articles those found, in the order asked for
 * @param missing ids of those not in the catalogue, in the order asked for
 */
public record FoundArticles(List<ArticleDetails> articles, List<Integer> missing) {
    public FoundArticles {
        articles = List.copyOf(articles);
        missing = List.copyOf(missing);
    }

    /** The article of this id, empty when it is missing or was not asked for. */
    public Optional<ArticleDetails> find(int id) {
        return articles.stream().filter(article -> article.id() == id).findFirst();
    }
}
