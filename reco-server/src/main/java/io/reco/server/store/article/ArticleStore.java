package io.reco.server.store.article;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The catalogue as the log left it. Written only through {@link io.reco.server.store.log.FactLog}. */
public interface ArticleStore {

    /** Those of the given articles that the catalogue holds, in the order given. */
    CompletableFuture<List<ArticleRecord>> get(List<String> ids);

    /**
     * Articles in ascending order of their ids' bytes, those after {@code afterId} (empty: from the first), at most {@code
     * limit}.
     */
    CompletableFuture<List<ArticleRecord>> list(String afterId, int limit);

    /** Those of the given ids whose article was deleted, in the order given. A deleted id is known for good. */
    CompletableFuture<List<String>> deleted(List<String> ids);
}
