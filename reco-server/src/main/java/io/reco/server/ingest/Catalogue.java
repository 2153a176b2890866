package io.reco.server.ingest;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.store.Store;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;

/** Changes to the catalogue. A change is complete when it is durable and in force on this server. */
public final class Catalogue {

    private final Store store;
    private final InForce inForce;

    public Catalogue(Store store, InForce inForce) {
        this.store = store;
        this.inForce = inForce;
    }

    /** What a change is for. */
    public enum Mode {
        /** To be done. */
        WRITE,
        /** To be answered as if it had been done; nothing is written. */
        VALIDATE
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
     * @param writes of each article one
     * @param mode whether anything is written at all
     * @return those refused, in the order given
     */
    public CompletableFuture<List<Refused>> upsert(Collection<ArticleWrite> writes, Mode mode) {
        List<UpsertDecision> decisions =
                writes.stream().map(UpsertDecision::new).toList();
        return change(decisions, mode)
                .thenApply(unused -> decisions.stream()
                        .filter(decision -> !decision.violations().isEmpty())
                        .map(decision -> new Refused(decision.index(), decision.violations()))
                        .toList());
    }

    /** Writes articles. */
    public CompletableFuture<List<Refused>> upsert(Collection<ArticleWrite> writes) {
        return upsert(writes, Mode.WRITE);
    }

    /** Takes articles out, or says what that would do. An id given twice counts once. */
    public CompletableFuture<Deletion> delete(List<String> ids, Mode mode) {
        List<DeletionDecision> decisions =
                ids.stream().distinct().map(DeletionDecision::new).toList();
        return change(decisions, mode).thenApply(unused -> {
            List<String> missing = decisions.stream()
                    .filter(decision -> !decision.found)
                    .map(DeletionDecision::article)
                    .toList();
            return new Deletion(decisions.size() - missing.size(), missing);
        });
    }

    /** Deletes what is there. */
    private static final class DeletionDecision implements ArticleChange {

        private final String article;
        private boolean found;

        DeletionDecision(String article) {
            this.article = article;
        }

        @Override
        public String article() {
            return article;
        }

        @Override
        public @Nullable Fact decide(@Nullable ArticleRecord record, long nowMs) {
            found = record != null && record.listed();
            return found ? new Fact.ArticleDeleted(article) : null;
        }
    }

    /** Completes when all is decided, and what was decided is durable and in force. */
    private CompletableFuture<Void> change(List<? extends ArticleChange> changes, Mode mode) {
        List<? extends ArticleChange> asked =
                mode == Mode.WRITE ? changes : changes.stream().map(Looked::new).toList();
        return store.facts().change(asked).thenCompose(appended -> inForce.applied(appended.upTo()));
    }

    /** Decides, and changes nothing. */
    private record Looked(ArticleChange change) implements ArticleChange {

        @Override
        public String article() {
            return change.article();
        }

        @Override
        public @Nullable Fact decide(@Nullable ArticleRecord record, long nowMs) {
            var unused = change.decide(record, nowMs);
            return null;
        }
    }
}
