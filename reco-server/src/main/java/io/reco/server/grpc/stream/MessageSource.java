package io.reco.server.grpc.stream;

import java.util.Optional;

/**
 * Where the messages of one stream come from. It is asked for one after the other, and only when the reader has room, so nothing
 * waits in memory but what it made last. All methods are called on threads for streams, never two of them at once.
 */
public interface MessageSource<T> extends AutoCloseable {

    /**
     * What comes next, within some milliseconds; may wait for a disk. What it throws ends the stream with the status that the
     * same would have in any other call.
     */
    Step<T> next();

    /** Where a caller can go on after the messages so far, when the stream ends early; empty when there is no such place. */
    default Optional<String> position() {
        return Optional.empty();
    }

    /** Releases what it holds: once, after the last message, however the stream ended. Throws nothing. */
    @Override
    default void close() {}
}
