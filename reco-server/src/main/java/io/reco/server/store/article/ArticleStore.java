package io.reco.server.store.article;

import java.util.List;

import io.reco.server.domain.Article;
import io.reco.server.store.FactLog;

/** The catalogue as the log left it. Written only through {@link FactLog}. */
public interface ArticleStore {

    /** Those of the given articles that the catalogue holds, in the order given. */
    List<Article> get(List<Integer> ids);

    /** Articles with ids above {@code afterId}, in ascending order of id, at most {@code limit}. */
    List<Article> list(int afterId, int limit);

    /** Those of the given ids whose article was deleted, in the order given. A deleted id is known for good. */
    List<Integer> deleted(List<Integer> ids);
}
