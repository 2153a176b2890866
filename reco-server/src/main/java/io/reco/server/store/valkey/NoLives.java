package io.reco.server.store.valkey;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;

/** Readers of a cluster are not erased or merged yet. */
final class NoLives implements ReaderLives {

    @Override
    public CompletableFuture<Erased> erase(String reader, boolean look) {
        return CompletableFuture.failedFuture(
                Refusal.unsupported("erase: a cluster (expected: a store in a directory)"));
    }

    @Override
    public CompletableFuture<Merged> merge(Merge merge, boolean look) {
        return CompletableFuture.failedFuture(
                Refusal.unsupported("merge: a cluster (expected: a store in a directory)"));
    }

    @Override
    public CompletableFuture<List<PagePlace>> path(PagePlace served) {
        return CompletableFuture.completedFuture(List.of(served));
    }

    @Override
    public CompletableFuture<Lineage> lineage(String reader) {
        return CompletableFuture.completedFuture(Lineage.NONE);
    }
}
