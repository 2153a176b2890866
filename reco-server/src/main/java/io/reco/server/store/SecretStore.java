package io.reco.server.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Secrets the service makes for itself, once. */
public interface SecretStore {

    /** The secret of this name; when there is none yet, {@code fresh} makes it and it is kept, durably, for good. */
    CompletableFuture<byte[]> getOrMake(String name, Supplier<byte[]> fresh);
}
