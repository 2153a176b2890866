package io.reco.server.browse;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.article.ArticleStore;

/** Looks into the catalogue. Safe for use by many threads. */
public final class Lookup {

    private final ArticleStore articles;

    public Lookup(ArticleStore articles) {
        this.articles = articles;
    }

    /** Those of the given ids that were deleted and are not in the catalogue, in the order given. */
    public CompletableFuture<List<String>> deleted(List<String> ids) {
        return articles.deleted(ids);
    }

    /** Those of the given articles that the catalogue holds, in the order given. */
    public CompletableFuture<List<ListedArticle>> get(List<String> ids) {
        return articles.get(ids).thenApply(Lookup::listed);
    }

    /**
     * Articles in ascending order of their ids' bytes, those after {@code afterId} (empty: from the first), at most {@code
     * limit}.
     */
    public CompletableFuture<List<ListedArticle>> list(String afterId, int limit) {
        return articles.list(afterId, limit).thenApply(Lookup::listed);
    }

    private static List<ListedArticle> listed(List<ArticleRecord> records) {
        return records.stream().map(ListedArticle::of).toList();
    }
}
