package io.reco.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A store that cannot be opened, for a reason an operator can act on. The message says all: {@code store: value (expected: …)}.
 */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What is wrong with the data directory {@code data}. */
    public static StoreException of(Object data, String expected, @Nullable Throwable cause) {
        return new StoreException("store: " + data + " (expected: " + expected + ")", cause);
    }
}
