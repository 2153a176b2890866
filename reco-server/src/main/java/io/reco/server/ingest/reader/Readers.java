package io.reco.server.ingest.reader;

import java.time.Clock;
import java.util.function.Consumer;

import io.reco.server.ingest.InForce;
import io.reco.server.store.Store;

/**
 * All that may be done with one reader's data.
 *
 * @param statements what they state of themselves
 * @param lives how their data ends, or becomes another's
 */
public record Readers(Statements statements, Lives lives) {

    /**
     * Of this store.
     *
     * @param forget drops what this server holds of a reader who was erased beside store and models, by the reader's id
     */
    public static Readers of(Store store, InForce inForce, Consumer<String> forget, Clock clock) {
        return new Readers(new Statements(store, clock), new Lives(store, inForce, forget));
    }
}
