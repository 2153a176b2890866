package io.reco.server.ingest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.store.FactLog;
import io.reco.server.store.Store;

/** Changes to the catalogue, and looks into it. A change is complete when it is durable and in force on this server. */
public final class Catalogue {

    private final Store store;
    private final InForce inForce;

    public Catalogue(Store store, InForce inForce) {
        this.store = store;
        this.inForce = inForce;
    }

    /**
     * What became of the ids of one call.
     *
     * @param found how many distinct ones the catalogue held
     * @param missing those it did not hold, in the order given
     */
    public record Deletion(int found, List<Integer> missing) {}

    /** Adds or replaces articles, in the order given; they must have passed {@link ArticleRules}. */
    public CompletableFuture<Void> upsert(List<Article> articles) {
        if (articles.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Fact> facts = new ArrayList<>(articles.size());
        articles.forEach(article -> facts.add(new Fact.ArticleUpserted(article)));
        return store.facts().append(facts).thenCompose(appended -> inForce.applied(appended.position()));
    }

    /** Takes articles out. An id given twice counts once. */
    public CompletableFuture<Deletion> delete(List<Integer> ids) {
        Set<Integer> distinct = new LinkedHashSet<>(ids);
        List<Fact> facts = new ArrayList<>(distinct.size());
        distinct.forEach(id -> facts.add(new Fact.ArticleDeleted(id)));
        return store.facts()
                .append(facts)
                .thenCompose(appended -> inForce.applied(appended.position())
                        .thenApply(unused -> deletion(List.copyOf(distinct), appended)));
    }

    private static Deletion deletion(List<Integer> ids, FactLog.Appended appended) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (appended.outcomes().get(i) == FactLog.Outcome.ABSENT) {
                missing.add(ids.get(i));
            }
        }
        return new Deletion(ids.size() - missing.size(), missing);
    }

    /** Those of the given articles that the catalogue holds, in the order given. */
    public List<Article> get(List<Integer> ids) {
        return store.articles().get(ids);
    }

    /** Articles with ids above {@code afterId}, in ascending order of id, at most {@code limit}. */
    public List<Article> list(int afterId, int limit) {
        return store.articles().list(afterId, limit);
    }
}
