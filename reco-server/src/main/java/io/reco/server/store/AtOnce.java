package io.reco.server.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** For stores that answer in their callers' threads. */
public final class AtOnce {

    private AtOnce() {}

    /** Does the work now: a future that is complete, with what the work gives or what it throws. */
    public static <T> CompletableFuture<T> of(Supplier<T> work) {
        try {
            return CompletableFuture.completedFuture(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
