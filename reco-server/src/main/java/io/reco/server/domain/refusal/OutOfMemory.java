package io.reco.server.domain.refusal;

import org.jspecify.annotations.Nullable;

/** Memory that ran out. Who catches errors of any kind must not keep this one to itself: it reports it. */
public final class OutOfMemory {

    private static final int CAUSES_MAX = 20;

    private OutOfMemory() {}

    /** Whether that is why something failed. Allocates nothing. */
    public static boolean causes(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /**
     * Tells this thread's handler of uncaught exceptions, if that is why something failed. The server's program ends then;
     * whoever runs a server inside a program of their own decides by their handler.
     */
    public static void report(@Nullable Throwable failure) {
        if (failure != null && causes(failure)) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }
}
