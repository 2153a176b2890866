package io.reco.server.model.snapshot;

import org.jspecify.annotations.Nullable;

/** A snapshot that cannot be used; the message says why. */
public final class SnapshotException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SnapshotException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
