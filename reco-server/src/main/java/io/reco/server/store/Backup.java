package io.reco.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import io.reco.server.store.log.Positions;

/**
 * A consistent copy of all that was durable at one place of the log. It stays as it is while the store goes on, and takes room
 * until it is closed. A store is opened on its files, laid out in a directory, as on those it was made of.
 */
public interface Backup extends AutoCloseable {

    /** Where the newest facts were. */
    Positions newest();

    /** The paths of its files within it, relative, with {@code /}; in ascending order. */
    List<String> files();

    /** The bytes of one of {@link #files}. */
    InputStream open(String file) throws IOException;

    /** Frees its room. Idempotent. */
    @Override
    void close();
}
