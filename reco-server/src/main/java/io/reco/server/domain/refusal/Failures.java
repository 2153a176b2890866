package io.reco.server.domain.refusal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What futures fail with. */
public final class Failures {

    private Failures() {}

    /** The failure itself, without the exceptions that futures wrap it in. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What the future gives, once it does; throws what it fails with, not wrapped. */
    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw cause(e) instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Whether it is a refusal for this reason. */
    public static boolean is(Throwable failure, Refusal.Reason reason) {
        return cause(failure) instanceof Refusal refusal && refusal.reason() == reason;
    }
}
