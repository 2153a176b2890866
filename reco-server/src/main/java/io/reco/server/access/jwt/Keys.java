package io.reco.server.access.jwt;

import java.util.Optional;

/** Where keys come from. Never waits. */
public interface Keys extends AutoCloseable {

    /** The newest there are; empty as long as there were never any, or none that may be believed still. */
    Optional<KeySet> get();

    /** Asks for newer ones, as one is missing. Whether they are on their way. */
    boolean renew();

    @Override
    void close();
}
