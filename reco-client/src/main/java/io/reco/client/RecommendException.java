package io.reco.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
        /** The key of an earlier call came with other arguments; sent again as it is, it is refused again. */
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

    private RecommendException(Builder parts) {
        super(message(parts.operation, parts.code, parts.description, parts.attempts), parts.cause);
        this.operation = parts.operation;
        this.code = parts.code;
        this.reason = parts.reason;
        this.description = parts.description;
        this.retryable = parts.retryable;
        this.retryAfter = parts.retryAfter;
        this.violations = parts.violations;
        this.attempts = parts.attempts;
    }

    private static String message(Operation operation, Code code, String description, int attempts) {
        String tried = attempts > 1 ? " after " + attempts + " attempts" : "";
        return operation.name().toLowerCase(Locale.ROOT) + ": " + code + tried
                + (description.isEmpty() ? "" : ": " + description);
    }

    /**
     * A failure to be thrown by what stands in for a client, in tests or around one. Unless said otherwise it has no reason, no
     * description and no violations, was never sent, and is retryable where its code says so.
     */
    public static Builder builder(Operation operation, Code code) {
        return new Builder(operation, code);
    }

    /** A builder that starts from this failure, with its cause. */
    public Builder toBuilder() {
        Builder copy = new Builder(operation, code)
                .reason(reason)
                .description(description)
                .retryable(retryable)
                .violations(violations)
                .attempts(attempts);
        copy.retryAfter = retryAfter;
        copy.cause = getCause();
        return copy;
    }

    /** Which kind of call failed. */
    public Operation operation() {
        return operation;
    }

    public Code code() {
        return code;
    }

    /** What went wrong, in the server's words where they are known; empty when there are none. */
    public String description() {
        return description;
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

    /** Collects a failure part by part; the accessors of {@link RecommendException} say what each part is. */
    public static final class Builder {
        private final Operation operation;
        private final Code code;
        private String reason = "";
        private String description = "";
        private boolean retryable;
        private @Nullable Duration retryAfter;
        private List<Violation> violations = List.of();
        private int attempts;
        private @Nullable Throwable cause;

        private Builder(Operation operation, Code code) {
            this.operation = operation;
            this.code = code;
            this.retryable = code == Code.DEADLINE_EXCEEDED || code == Code.UNAVAILABLE;
        }

        public Builder reason(String reason) {
            this.reason = reason;
            return this;
        }

        public Builder description(String description) {
            this.description = description;
            return this;
        }

        public Builder retryable(boolean retryable) {
            this.retryable = retryable;
            return this;
        }

        public Builder retryAfter(Duration pause) {
            this.retryAfter = pause;
            return this;
        }

        public Builder violations(List<Violation> violations) {
            this.violations = List.copyOf(violations);
            return this;
        }

        public Builder attempts(int attempts) {
            this.attempts = attempts;
            return this;
        }

        public Builder cause(Throwable cause) {
            this.cause = cause;
            return this;
        }

        public RecommendException build() {
            return new RecommendException(this);
        }
    }
}
