package io.reco.server.ingest.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.server.domain.Ids;
import io.reco.server.domain.Limits;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.ingest.InForce;
import io.reco.server.store.Store;
import io.reco.server.store.life.ReaderLives.Erased;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Merged;
import io.reco.server.store.life.ReaderLives.Result;

/**
 * Erases readers, and makes one of two. Either is complete when it is durable and in force on this server, models included.
 * Throws a {@link Refusal} that names everything wrong.
 */
public final class Lives {

    private final Store store;
    private final InForce inForce;
    private final Consumer<String> forget;

    Lives(Store store, InForce inForce, Consumer<String> forget) {
        this.store = store;
        this.inForce = inForce;
        this.forget = forget;
    }

    /** Erases all of a reader; erasing again gives a new receipt. */
    public CompletableFuture<Erased> erase(String reader) {
        requireReader(reader);
        return store.lives().erase(reader, false).thenCompose(erased -> {
            forget.accept(reader);
            return inForce.applied(erased.upTo()).thenApply(unused -> erased);
        });
    }

    /** What {@link #erase} would answer now; erases nothing. */
    public CompletableFuture<Erased> tryErase(String reader) {
        requireReader(reader);
        return store.lives().erase(reader, true);
    }

    private static void requireReader(String reader) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("reader_id", reader, violations);
        requireNone(violations);
    }

    /** Merges one reader into another, once for each request id; a conflict when other readers had it. */
    public CompletableFuture<Merged> merge(Merge merge) {
        requireGood(merge);
        return store.lives()
                .merge(merge, false)
                .thenCompose(
                        merged -> inForce.applied(merged.upTo()).thenApply(unused -> requireNoConflict(merge, merged)));
    }

    /** What {@link #merge} would answer now; merges nothing. */
    public CompletableFuture<Merged> tryMerge(Merge merge) {
        requireGood(merge);
        return store.lives().merge(merge, true).thenApply(merged -> requireNoConflict(merge, merged));
    }

    private static void requireGood(Merge merge) {
        List<Violation> violations = new ArrayList<>();
        Ids.check("from_reader_id", merge.from(), violations);
        Ids.check("into_reader_id", merge.into(), violations);
        if (violations.isEmpty() && merge.from().equals(merge.into())) {
            violations.add(Violation.of("into_reader_id", merge.into(), "another reader than from_reader_id"));
        }
        if (!Ids.isVisibleAscii(merge.requestId(), Limits.CALLER_ID_CHARS_MAX)) {
            String shown = merge.requestId().isEmpty() ? "empty" : merge.requestId();
            violations.add(Violation.of("request_id", shown, Limits.CALLER_ID_EXPECTED));
        }
        requireNone(violations);
    }

    private static void requireNone(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
    }

    private static Merged requireNoConflict(Merge merge, Merged merged) {
        if (merged.result() == Result.CONFLICT) {
            throw Refusal.conflict("request_id: " + merge.requestId()
                    + " (expected: one that no merge of other readers had in the last 7 days)");
        }
        return merged;
    }
}
