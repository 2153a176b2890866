package io.reco.client.internal.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Refusal;
import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.Violation;
import io.reco.client.internal.tls.Handshakes;

/** The one table from gRPC's statuses to {@link RecommendException}. */
public final class Failures {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** In {@code events[3].time}, the item's place among those of its request. */
    private static final Pattern PLACE = Pattern.compile("^[a-z]+\\[\\d+]\\.");

    private Failures() {}

    public static RecommendException of(
            Operation operation, io.grpc.Status status, @Nullable Metadata trailers, int attempts, Throwable cause) {
        Code code = Code.valueOf(status.getCode().name());
        Status details =
                trailers == null ? Status.getDefaultInstance() : StatusProto.fromStatusAndTrailers(status, trailers);
        Long pushbackMillis = pushbackMillis(trailers);
        Duration retryAfter = retryAfter(details, pushbackMillis);
        String reason = reason(details);
        RecommendException.Builder failure = RecommendException.builder(operation, code)
                .reason(reason)
                .description(description(status))
                .retryable(mayHelp(code, reason, retryAfter) && (pushbackMillis == null || pushbackMillis >= 0))
                .violations(violations(details))
                .attempts(attempts)
                .cause(cause);
        return (retryAfter == null ? failure : failure.retryAfter(retryAfter)).build();
    }

    /** A failure that the client itself found. */
    public static RecommendException local(
            Operation operation, Code code, String description, @Nullable Throwable cause) {
        RecommendException.Builder failure =
                RecommendException.builder(operation, code).description(description);
        return (cause == null ? failure : failure.cause(cause)).build();
    }

    /** The same failure with the stack trace of the thread that waits for it, which is not the one that met it. */
    public static RecommendException here(RecommendException failure) {
        RecommendException copy = failure.toBuilder()
                .cause(Objects.requireNonNullElse(failure.getCause(), failure))
                .build();
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }

    /**
     * With the cause's words: gRPC's own for a refused connection are "io exception", with a second line about its pipeline
     * that tells users nothing.
     */
    private static String description(io.grpc.Status status) {
        String handshake = Handshakes.sentence(status);
        if (handshake != null) {
            return handshake;
        }
        String words = status.getDescription() == null ? "" : status.getDescription();
        int pipeline = words.indexOf("\nChannel Pipeline: ");
        String description = pipeline < 0 ? words : words.substring(0, pipeline);
        Throwable cause = status.getCause();
        return cause == null || cause.getMessage() == null ? description : description + ": " + cause.getMessage();
    }

    private static String reason(Status details) {
        ErrorInfo info = detail(details, ErrorInfo.class);
        return info == null ? "" : info.getReason();
    }

    /** What is wrong with a refused item, without its place in the request, which is none of the caller's. */
    public static List<Violation> violations(Refusal refusal) {
        if (refusal.getViolationsCount() == 0) {
            return List.of(new Violation("", refusal.getMessage()));
        }
        return refusal.getViolationsList().stream()
                .map(violation -> new Violation(
                        ofItem(violation.getField()), ofItem(violation.getDescription()), violation.getReason()))
                .toList();
    }

    private static String ofItem(String text) {
        return PLACE.matcher(text).replaceFirst("");
    }

    private static List<Violation> violations(Status status) {
        BadRequest badRequest = detail(status, BadRequest.class);
        if (badRequest == null) {
            return List.of();
        }
        List<Violation> violations = new ArrayList<>(badRequest.getFieldViolationsCount());
        for (BadRequest.FieldViolation violation : badRequest.getFieldViolationsList()) {
            violations.add(new Violation(violation.getField(), violation.getDescription(), violation.getReason()));
        }
        return violations;
    }

    private static boolean mayHelp(Code code, String reason, @Nullable Duration retryAfter) {
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
            // A quota says when it is renewed, and a full disk will be seen to; a request too large stays so.
            case RESOURCE_EXHAUSTED -> retryAfter != null || reason.equals("STORAGE_FULL");
            case CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNAUTHENTICATED -> false;
        };
    }

    private static @Nullable Duration retryAfter(Status details, @Nullable Long pushbackMillis) {
        if (pushbackMillis != null && pushbackMillis >= 0) {
            return Duration.ofMillis(pushbackMillis);
        }
        RetryInfo info = detail(details, RetryInfo.class);
        if (info == null) {
            return null;
        }
        var delay = info.getRetryDelay();
        return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
    }

    private static @Nullable Long pushbackMillis(@Nullable Metadata trailers) {
        String text = trailers == null ? null : trailers.get(PUSHBACK);
        if (text == null) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1L; // gRPC, too, reads nonsense as "do not retry"
        }
    }

    private static <T extends com.google.protobuf.Message> @Nullable T detail(Status status, Class<T> type) {
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return any.unpack(type);
                } catch (InvalidProtocolBufferException e) {
                    return null; // a broken detail is as good as none; the code and its text remain
                }
            }
        }
        return null;
    }
}
