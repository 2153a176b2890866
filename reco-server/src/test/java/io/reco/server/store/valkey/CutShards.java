package io.reco.server.store.valkey;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;

/** Shards as a server has them that dies in the middle of something: after some steps that write, it does no more. */
final class CutShards implements Shards {

    private final Shards shards;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean lastIsDone;

    CutShards(Shards shards) {
        this.shards = shards;
    }

    /**
     * It dies at a step from now on.
     *
     * @param steps that are done and answered before that
     * @param lastIsDone whether the one at which it dies is done, and only its answer is lost
     */
    void dieAfter(int steps, boolean lastIsDone) {
        this.lastIsDone = lastIsDone;
        left.set(steps);
    }

    /** Whether that was so many steps that it did not come to it. */
    boolean lives() {
        return left.get() >= 0;
    }

    @Override
    public CompletableFuture<List<Object>> look(Step step) {
        return lives() ? shards.look(step) : dead();
    }

    @Override
    public CompletableFuture<List<Object>> write(Step step) {
        int before = left.getAndDecrement();
        if (before > 0) {
            return shards.write(step);
        }
        return before == 0 && lastIsDone ? shards.write(step).thenCompose(answer -> dead()) : dead();
    }

    private static CompletableFuture<List<Object>> dead() {
        return CompletableFuture.failedFuture(Refusal.unavailable("store: this server is dead", null));
    }

    @Override
    public void close() {
        shards.close();
    }
}
