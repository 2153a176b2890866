package io.reco.server.console.screen;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.visit.Visit;

/** Titles of articles, as far as who asks may see them; what has none goes by its id. */
public final class Titles {

    private static final int MAX = 1_000;

    private final Map<String, String> titles;

    private Titles(Map<String, String> titles) {
        this.titles = titles;
    }

    /** Asks for those of some articles. */
    public static CompletableFuture<Titles> of(Visit visit, Collection<String> articleIds) {
        Set<String> asked = articleIds.stream()
                .filter(id -> !id.isEmpty())
                .limit(MAX)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(new Titles(Map.of()));
        }
        GetArticlesRequest request =
                GetArticlesRequest.newBuilder().addAllArticleIds(asked).build();
        return visit.call(CatalogServiceGrpc.getGetArticlesMethod(), request)
                .thenApply(outcome -> new Titles(outcome.answer()
                        .map(answer -> answer.getArticlesList().stream()
                                .collect(Collectors.toMap(Article::getArticleId, Article::getTitle)))
                        .orElse(Map.of())));
    }

    /** A link to an article. */
    public Cell link(String articleId) {
        return articleId.isEmpty()
                ? Cell.text("(not known)")
                : Links.article(
                        articleId, Optional.ofNullable(titles.get(articleId)).orElse(""));
    }
}
