package io.reco.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A call that failed for good: after its retries, or without them where a retry cannot help. */
public final class RecommendException extends RuntimeException {
    /** Why a call failed; named as in gRPC. Those a caller meets are described. */
    public enum Code {
        /** The caller cancelled, or was interrupted while waiting. */
        CANCELLED,
        UNKNOWN,
        /** The request is wrong; {@link #violations()} names every field that is. */
        INVALID_ARGUMENT,
        /** No answer in time. The server may have done what was asked. */
        DEADLINE_EXCEEDED,
        NOT_FOUND,
        ALREADY_EXISTS,
        /** The caller is known, but may not do this. */
        PERMISSION_DENIED,
        /**
         * The caller is over its quota, and {@link #retryAfter()} says when to come back; or the request is too large, or
         * the server's disk is full.
         */
        RESOURCE_EXHAUSTED,
        FAILED_PRECONDITION,
        ABORTED,
        OUT_OF_RANGE,
        /** The server does not offer this call: it is older than the client. */
        UNIMPLEMENTED,
        /** A defect of the server, or of something in between. */
        INTERNAL,
        /** No server can be reached, or those that can are draining or overloaded. */
        UNAVAILABLE,
        DATA_LOSS,
        /** The caller is not known: no token or certificate, or a wrong one. */
        UNAUTHENTICATED
    }

    private final Operation operation;
    private final Code code;
    private final String reason;
    private final String description;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;
    private final List<Violation> violations;
    private final int attempts;

    RecommendException(
            Operation operation,
            Code code,
            String reason,
            String description,
            boolean retryable,
            @Nullable Duration retryAfter,
            List<Violation> violations,
            int attempts,
            @Nullable Throwable cause) {
        super(message(operation, code, description, attempts), cause);
        this.operation = operation;
        this.code = code;
        this.reason = reason;
        this.description = description;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
        this.violations = List.copyOf(violations);
        this.attempts = attempts;
    }

    /** A failure that the client itself found. */
    static RecommendException local(Operation operation, Code code, String description, @Nullable Throwable cause) {
        boolean retryable = code == Code.DEADLINE_EXCEEDED || code == Code.UNAVAILABLE;
        return new RecommendException(operation, code, "", description, retryable, null, List.of(), 0, cause);
    }

    private static String message(Operation operation, Code code, String description, int attempts) {
        String tried = attempts > 1 ? " after " + attempts + " attempts" : "";
        return operation.name().toLowerCase(Locale.ROOT) + ": " + code + tried
                + (description.isEmpty() ? "" : ": " + description);
    }

    /** The same failure with the stack trace of the thread that waits for it, which is not the one that met it. */
    RecommendException here() {
        RecommendException copy = new RecommendException(
                operation,
                code,
                reason,
                description,
                retryable,
                retryAfter,
                violations,
                attempts,
                Objects.requireNonNullElse(getCause(), this));
        for (Throwable suppressed : getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }

    /** Which kind of call failed. */
    public Operation operation() {
        return operation;
    }

    public Code code() {
        return code;
    }

    /** The server's own word for it, stable like a code, for example {@code STORAGE_FULL}; empty when it gave none. */
    public String reason() {
        return reason;
    }

    /**
     * Whether the same call may succeed later. The client has then already retried what it may within the deadline; try
     * again at once only if the page or the report is worth more time. Events may always be reported again.
     */
    public boolean retryable() {
        return retryable;
    }

    /** How long the server asks to stay away; empty when it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What is wrong with the request, for {@link Code#INVALID_ARGUMENT}; empty otherwise. */
    public List<Violation> violations() {
        return violations;
    }

    /** How often the call was sent; 0 when it never left the client. */
    public int attempts() {
        return attempts;
    }
}
