package io.reco.server.store.reader;

import io.reco.server.domain.reader.Preferences;

/**
 * A change to what a reader stated, decided when its turn in the log has come: nothing comes between what it sees and what it
 * says.
 */
public interface PreferencesChange {

    /** The reader's id. */
    String reader();

    /**
     * Says what the reader states from now on. Runs on the thread that writes the log, so it must be quick and must not fail. A
     * store shared by several servers may ask again, of newer statements, when another server was first: the last answer counts.
     *
     * @param before what they stated until now
     * @param nowMs the moment of acceptance, milliseconds since 1970 UTC
     * @return what equals {@code before} to change nothing
     */
    Preferences decide(Preferences before, long nowMs);
}
