package io.reco.server.recommend.explain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.article.ArticleStore;

/** Tells articles that were deleted from those that never were: the models may have forgotten them, the store has not. */
public final class DeletedArticles {

    private final ArticleStore articles;

    public DeletedArticles(ArticleStore articles) {
        this.articles = articles;
    }

    /** The same absences, those of deleted articles said to be so. */
    public CompletableFuture<List<Absence>> named(List<Absence> absences) {
        List<String> unknown = absences.stream()
                .filter(absence -> absence.reason() == Absence.Reason.UNKNOWN)
                .map(Absence::article)
                .toList();
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(absences);
        }
        return articles.deleted(unknown).thenApply(found -> {
            Set<String> deleted = new HashSet<>(found);
            return absences.stream()
                    .map(absence -> deleted.contains(absence.article())
                            ? Absence.of(absence.article(), Absence.Reason.DELETED)
                            : absence)
                    .toList();
        });
    }
}
