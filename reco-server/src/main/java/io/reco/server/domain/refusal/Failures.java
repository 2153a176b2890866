package io.reco.server.domain.refusal;

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

    /** Whether it is a refusal for this reason. */
    public static boolean is(Throwable failure, Refusal.Reason reason) {
        return cause(failure) instanceof Refusal refusal && refusal.reason() == reason;
    }
}
