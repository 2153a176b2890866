package io.reco.server.store.valkey.shard.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.Slots;

/** A step that is to be done until some moment; how it went is told once, on threads of others. */
public final class PendingStep {

    private final Command command;
    private final int slot;
    private final long endNanos;
    private final Executor answers;
    private final CompletableFuture<List<Object>> done = new CompletableFuture<>();

    /**
     * One that waits.
     *
     * @param command calls a function on keys of the slot
     * @param endNanos on the clock of {@link System#nanoTime}
     */
    public PendingStep(Command command, int slot, long endNanos, Executor answers) {
        assert slot >= 0 && slot < Slots.COUNT;
        this.command = command;
        this.slot = slot;
        this.endNanos = endNanos;
        this.answers = answers;
    }

    public int slot() {
        return slot;
    }

    public CompletableFuture<List<Object>> done() {
        return done;
    }

    /** Whether nobody waits any more. */
    public boolean expired() {
        return System.nanoTime() - endNanos >= 0;
    }

    public void fail(Throwable reason) {
        answers.execute(() -> done.completeExceptionally(reason));
    }

    public Command command() {
        return command;
    }

    long endNanos() {
        return endNanos;
    }

    public void succeed(List<Object> result) {
        answers.execute(() -> done.complete(result));
    }
}
