package io.reco.server.grpc.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.FieldViolation;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.OutOfMemory;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;

/** The one table from what went wrong to what the caller is told. */
public final class Statuses {

    /** Asks the client's retry engine to wait this long (gRFC A6). */
    static final Metadata.Key<String> PUSHBACK_MS =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** Where the rich status travels. */
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final Logger log = LoggerFactory.getLogger(Statuses.class);
    private static final String DOMAIN = "reco.io";

    // All trailers together must stay below the 8 KiB that clients accept; a status travels in them, nearly twice.
    private static final int VIOLATIONS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 1_024;
    private static final int REST_BYTES_MAX = 32; // "; and 123 more"
    private static final int ELLIPSIS_BYTES = 3;
    private static final int DETAIL_BYTES_MAX = 2_048;

    private static final int PUSHBACK_MS_MIN = 100;
    private static final int PUSHBACK_MS_MAX = 300;
    private static final int PUSHBACK_GROWTH = 3;
    private static final int PUSHBACK_GROWN_MS_MAX = 2_000;
    private static final int NANOS_A_MILLI = 1_000_000;

    private Statuses() {}

    public static StatusRuntimeException of(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof Refusal refusal) {
            return of(refusal);
        }
        if (cause instanceof StatusRuntimeException status) {
            return status;
        }
        if (cause instanceof CancellationException) {
            return unavailable("STOPPING", "the server is stopping");
        }
        OutOfMemory.report(cause);
        String errorId = Long.toHexString(ThreadLocalRandom.current().nextLong());
        log.error("call failed, this is a defect error_id={}", errorId, cause);
        return exception(Code.INTERNAL, "internal error, id " + errorId, "DEFECT", Map.of("errorId", errorId));
    }

    private static StatusRuntimeException of(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID -> invalid("INVALID_FIELDS", refusal.violations());
            case STORAGE_FULL -> exception(Code.RESOURCE_EXHAUSTED, refusal.description(), "STORAGE_FULL", Map.of());
            case NOT_FOUND -> exception(Code.NOT_FOUND, refusal.description(), "NOT_FOUND", Map.of());
            case GONE -> exception(Code.OUT_OF_RANGE, refusal.description(), "POSITION_GONE", refusal.details());
            case UNSUPPORTED -> exception(Code.FAILED_PRECONDITION, refusal.description(), "UNSUPPORTED", Map.of());
            case BUSY -> exception(Code.RESOURCE_EXHAUSTED, refusal.description(), "BUSY", Map.of());
            case CONFLICT -> exception(Code.ABORTED, refusal.description(), "IDEMPOTENCY_KEY_REUSED", Map.of());
            case UNAVAILABLE -> unavailable("STORE_UNAVAILABLE", refusal.description());
        };
    }

    /** INVALID_ARGUMENT that names the bad fields, as many as fit. */
    public static StatusRuntimeException invalid(String reason, List<Violation> violations) {
        List<Violation> named = named(violations);
        BadRequest.Builder badRequest = BadRequest.newBuilder();
        named.forEach(violation -> badRequest.addFieldViolations(BadRequest.FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(violation.description())
                .setReason(violation.reason())));
        Map<String, String> metadata = Map.of("violationCount", Integer.toString(violations.size()));
        return StatusProto.toStatusRuntimeException(status(
                Code.INVALID_ARGUMENT,
                message(named, violations.size()),
                badRequest.build(),
                errorInfo(reason, metadata)));
    }

    /** An item that was not taken while others of its call were. */
    public static io.reco.api.v1.Refusal refusal(int index, List<Violation> violations) {
        List<Violation> named = named(violations);
        io.reco.api.v1.Refusal.Builder refusal = io.reco.api.v1.Refusal.newBuilder()
                .setIndex(index)
                .setCode(code(violations).getNumber())
                .setMessage(message(named, violations.size()));
        named.forEach(violation -> refusal.addViolations(FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(violation.description())
                .setReason(violation.reason())));
        return refusal.build();
    }

    private static Code code(List<Violation> violations) {
        boolean stale =
                violations.stream().anyMatch(violation -> violation.reason().equals(Violation.STALE));
        boolean foreign =
                violations.stream().anyMatch(violation -> violation.reason().equals(Violation.PAGE_NOT_OWN));
        return stale ? Code.ABORTED : foreign ? Code.PERMISSION_DENIED : Code.INVALID_ARGUMENT;
    }

    /** The first violations, as many as fit: at least one. */
    private static List<Violation> named(List<Violation> violations) {
        List<Violation> named = new ArrayList<>();
        int bytes = 0;
        for (Violation violation : violations.subList(0, Math.min(violations.size(), VIOLATIONS_MAX))) {
            bytes += bytes(violation.field()) + bytes(violation.description()) + bytes(violation.reason());
            if (bytes > DETAIL_BYTES_MAX && !named.isEmpty()) {
                break;
            }
            named.add(violation);
        }
        return named;
    }

    private static String message(List<Violation> named, int count) {
        String text = named.stream().map(Violation::description).collect(Collectors.joining("; "));
        return cut(text, MESSAGE_BYTES_MAX - REST_BYTES_MAX)
                + (named.size() < count ? "; and " + (count - named.size()) + " more" : "");
    }

    /** Worth another attempt, here or at another server, after the pause that the trailer and the details name. */
    public static StatusRuntimeException unavailable(String reason, String message) {
        return unavailable(reason, message, Map.of());
    }

    /** The same; {@code metadata} has the values its text names. */
    public static StatusRuntimeException unavailable(String reason, String message, Map<String, String> metadata) {
        int pushbackMs = ThreadLocalRandom.current().nextInt(PUSHBACK_MS_MIN, PUSHBACK_MS_MAX);
        return later(Code.UNAVAILABLE, pushbackMs, message, reason, metadata);
    }

    /** More than this caller may have: worth another attempt after the pause that the trailer and the details name. */
    public static StatusRuntimeException exhausted(
            String reason, String message, java.time.Duration pause, Map<String, String> metadata) {
        return later(Code.RESOURCE_EXHAUSTED, Math.toIntExact(pause.toMillis()), message, reason, metadata);
    }

    /**
     * The trailers of a call that failed, with a longer pause where they have one and the call was here before: thrice as long
     * for each attempt, up to 2 s. A pause that was worked out, such as a quota's, stays as it is.
     *
     * @param attempts how many came before this one
     */
    public static Metadata later(io.grpc.Status status, Metadata trailers, int attempts) {
        @Nullable String pause = trailers.get(PUSHBACK_MS);
        if (pause == null || attempts == 0 || status.getCode() != io.grpc.Status.Code.UNAVAILABLE) {
            return trailers;
        }
        int pushbackMs =
                (int) Math.min(PUSHBACK_GROWN_MS_MAX, Integer.parseInt(pause) * Math.pow(PUSHBACK_GROWTH, attempts));
        Status.Builder grown = StatusProto.fromStatusAndTrailers(status, trailers).toBuilder();
        for (int i = 0; i < grown.getDetailsCount(); i++) {
            if (grown.getDetails(i).is(RetryInfo.class)) {
                grown.setDetails(i, Any.pack(retryInfo(pushbackMs)));
            }
        }
        trailers.discardAll(PUSHBACK_MS);
        trailers.put(PUSHBACK_MS, Integer.toString(pushbackMs));
        trailers.discardAll(DETAILS);
        trailers.put(DETAILS, grown.build().toByteArray());
        return trailers;
    }

    private static RetryInfo retryInfo(int pushbackMs) {
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder()
                        .setSeconds(pushbackMs / 1_000)
                        .setNanos(pushbackMs % 1_000 * NANOS_A_MILLI))
                .build();
    }

    private static StatusRuntimeException later(
            Code code, int pushbackMs, String message, String reason, Map<String, String> metadata) {
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK_MS, Integer.toString(pushbackMs));
        return StatusProto.toStatusRuntimeException(
                status(code, message, retryInfo(pushbackMs), errorInfo(reason, metadata)), trailers);
    }

    /** A failure that says of itself what it is; {@code metadata} has the values its text names. */
    public static StatusRuntimeException exception(
            Code code, String message, String reason, Map<String, String> metadata) {
        return StatusProto.toStatusRuntimeException(status(code, message, errorInfo(reason, metadata)));
    }

    /** Ends a call that no service has seen. */
    public static void close(ServerCall<?, ?> call, StatusRuntimeException status) {
        @Nullable Metadata trailers = status.getTrailers();
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    private static Status status(Code code, String message, Message... details) {
        Status.Builder status =
                Status.newBuilder().setCode(code.getNumber()).setMessage(cut(message, MESSAGE_BYTES_MAX));
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return status.build();
    }

    private static ErrorInfo errorInfo(String reason, Map<String, String> metadata) {
        return ErrorInfo.newBuilder()
                .setReason(reason)
                .setDomain(DOMAIN)
                .putAllMetadata(metadata)
                .build();
    }

    private static String cut(String message, int bytesMax) {
        if (bytes(message) <= bytesMax) {
            return message;
        }
        String text = message;
        while (bytes(text) > bytesMax - ELLIPSIS_BYTES) {
            text = text.substring(0, text.length() * 15 / 16);
        }
        return text + "…";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
