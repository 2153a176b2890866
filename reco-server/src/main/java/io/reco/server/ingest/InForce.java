package io.reco.server.ingest;

import java.util.concurrent.CompletableFuture;

/** Tells when facts of the log have reached the models of this server. */
@FunctionalInterface
public interface InForce {

    /** Completes when every fact up to {@code position} is applied. */
    CompletableFuture<Void> applied(long position);
}
