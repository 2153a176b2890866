package io.reco.server.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.store.Store;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.log.FactLog;

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
    public record Deletion(int found, List<String> missing) {}

    /**
     * A write that what is stored does not allow.
     *
     * @param index of the write
     * @param violations never empty
     */
    public record Refused(int index, List<Violation> violations) {}

    /**
     * Writes articles, in the order given, each as a whole step: of two writes of different fields none is lost. They must
     * have passed {@link ArticleRules}. What changes nothing is not written.
     *
     * @return those refused, in the order given
     */
    public CompletableFuture<List<Refused>> upsert(Collection<ArticleWrite> writes) {
        List<UpsertDecision> decisions =
                writes.stream().map(UpsertDecision::new).toList();
        return store.facts()
                .change(decisions)
                .thenCompose(appended -> inForce.applied(appended.upTo()))
                .thenApply(unused -> decisions.stream()
                        .filter(decision -> !decision.violations().isEmpty())
                        .map(decision -> new Refused(decision.index(), decision.violations()))
                        .toList());
    }

    /** Takes articles out. An id given twice counts once. */
    public CompletableFuture<Deletion> delete(List<String> ids) {
        List<String> distinct = ids.stream().distinct().toList();
        return store.facts()
                .change(distinct.stream().map(DeletionDecision::new).toList())
                .thenCompose(
                        appended -> inForce.applied(appended.upTo()).thenApply(unused -> deletion(distinct, appended)));
    }

    /** Deletes what is there. */
    private record DeletionDecision(String article) implements ArticleChange {

        @Override
        public @Nullable Fact decide(@Nullable ArticleRecord record, long nowMs) {
            return record != null && record.listed() ? new Fact.ArticleDeleted(article) : null;
        }
    }

    private static Deletion deletion(List<String> ids, FactLog.Appended appended) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (appended.outcomes().get(i) == FactLog.Outcome.UNCHANGED) {
                missing.add(ids.get(i));
            }
        }
        return new Deletion(ids.size() - missing.size(), missing);
    }

    /** Those of the given ids that were deleted and are not in the catalogue, in the order given. */
    public CompletableFuture<List<String>> deleted(List<String> ids) {
        return store.articles().deleted(ids);
    }

    /** Those of the given articles that the catalogue holds, in the order given. */
    public CompletableFuture<List<Article>> get(List<String> ids) {
        return store.articles().get(ids);
    }

    /**
     * Articles in ascending order of their ids' bytes, those after {@code afterId} (empty: from the first), at most {@code
     * limit}.
     */
    public CompletableFuture<List<Article>> list(String afterId, int limit) {
        return store.articles().list(afterId, limit);
    }
}
