package io.reco.server.store.valkey.readers;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets work on one name begin when the work on it that came before has ended, without a thread that waits. */
final class Turns {

    private final Map<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    /** Does some work when its turn has come. */
    <T> CompletableFuture<T> take(String name, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        CompletableFuture<?> before = last.put(name, done);
        if (before == null) {
            run(name, work, done);
        } else {
            var unused = before.whenComplete((result, failure) -> run(name, work, done));
        }
        return done.copy();
    }

    private <T> void run(String name, Supplier<CompletableFuture<T>> work, CompletableFuture<T> done) {
        CompletableFuture<T> begun;
        try {
            begun = work.get();
        } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
        }
        var unused = begun.whenComplete((result, failure) -> {
            last.remove(name, done);
            if (failure == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }
}
