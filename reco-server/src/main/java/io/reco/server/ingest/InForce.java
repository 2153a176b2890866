package io.reco.server.ingest;

import java.util.concurrent.CompletableFuture;

import io.reco.server.store.log.Positions;

/** Tells when facts of the log have reached the models of this server. */
@FunctionalInterface
public interface InForce {

    /** Completes when every fact up to a place is applied. */
    CompletableFuture<Void> applied(Positions upTo);
}
