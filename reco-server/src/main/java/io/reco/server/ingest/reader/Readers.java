package io.reco.server.ingest.reader;

import java.time.Clock;

import io.reco.server.store.Store;

/**
 * All that may be done with one reader's data.
 *
 * @param statements what they state of themselves
 */
public record Readers(Statements statements) {

    /** Of this store. */
    public static Readers of(Store store, Clock clock) {
        return new Readers(new Statements(store, clock));
    }
}
