package io.reco.server.ingest.reader;

import io.reco.server.ingest.InForce;
import io.reco.server.store.Store;

/** What readers state of themselves: changed, and complete when it is durable and in force on this server. */
public final class Statements {

    final Store store;
    final InForce inForce;

    Statements(Store store, InForce inForce) {
        this.store = store;
        this.inForce = inForce;
    }
}
