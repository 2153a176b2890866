package io.reco.server.grpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.Refusal;
import io.reco.server.domain.Refusal.Violation;

/** The one table from what went wrong to what the caller is told. */
final class Statuses {

    /** Asks the client's retry engine to wait this long (gRFC A6). */
    static final Metadata.Key<String> PUSHBACK_MS =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger log = LoggerFactory.getLogger(Statuses.class);
    private static final String DOMAIN = "reco";

    // All trailers together must stay below the 8 KiB that clients accept; a status travels in them, nearly twice.
    private static final int VIOLATIONS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 1_024;
    private static final int DETAIL_BYTES_MAX = 2_048;

    private static final int PUSHBACK_MS_MIN = 100;
    private static final int PUSHBACK_MS_MAX = 300;

    private Statuses() {}

    static StatusRuntimeException of(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Refusal refusal) {
            return of(refusal);
        }
        if (cause instanceof StatusRuntimeException status) {
            return status;
        }
        if (cause instanceof CancellationException) {
            return unavailable("the server is stopping");
        }
        String errorId = Long.toHexString(ThreadLocalRandom.current().nextLong());
        log.error("call failed, this is a defect error_id={}", errorId, cause);
        return exception(Code.INTERNAL, "internal error, id " + errorId, "DEFECT");
    }

    private static StatusRuntimeException of(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID -> StatusProto.toStatusRuntimeException(invalid(refusal.violations()));
            case STORAGE_FULL -> exception(Code.RESOURCE_EXHAUSTED, refusal.description(), "STORAGE_FULL");
            case CONFLICT -> exception(Code.ABORTED, refusal.description(), "IDEMPOTENCY_KEY_REUSED");
            case UNAVAILABLE -> unavailable(refusal.description());
        };
    }

    /** INVALID_ARGUMENT that names the bad fields, as many as fit. */
    static Status invalid(List<Violation> violations) {
        BadRequest.Builder badRequest = BadRequest.newBuilder();
        StringBuilder message = new StringBuilder();
        int bytes = 0;
        for (Violation violation : violations.subList(0, Math.min(violations.size(), VIOLATIONS_MAX))) {
            BadRequest.FieldViolation field = BadRequest.FieldViolation.newBuilder()
                    .setField(violation.field())
                    .setDescription(violation.description())
                    .build();
            bytes += field.getSerializedSize();
            if (bytes > DETAIL_BYTES_MAX) {
                break;
            }
            badRequest.addFieldViolations(field);
            message.append(message.isEmpty() ? "" : "; ").append(violation.description());
        }
        int unnamed = violations.size() - badRequest.getFieldViolationsCount();
        String rest = unnamed > 0 ? "; and " + unnamed + " more" : "";
        return Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(cut(message.toString()) + rest)
                .addDetails(Any.pack(badRequest.build()))
                .addDetails(Any.pack(errorInfo("INVALID_FIELD")))
                .build();
    }

    /** Worth another attempt, here or at another server, after the pause named in the trailer. */
    static StatusRuntimeException unavailable(String message) {
        int pushbackMs = ThreadLocalRandom.current().nextInt(PUSHBACK_MS_MIN, PUSHBACK_MS_MAX);
        Status status = Status.newBuilder()
                .setCode(Code.UNAVAILABLE_VALUE)
                .setMessage(cut(message))
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setNanos(0).setSeconds((pushbackMs + 999) / 1_000))
                        .build()))
                .addDetails(Any.pack(errorInfo("UNAVAILABLE")))
                .build();
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK_MS, Integer.toString(pushbackMs));
        return StatusProto.toStatusRuntimeException(status, trailers);
    }

    private static StatusRuntimeException exception(Code code, String message, String reason) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(cut(message))
                .addDetails(Any.pack(errorInfo(reason)))
                .build());
    }

    private static ErrorInfo errorInfo(String reason) {
        return ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build();
    }

    private static String cut(String message) {
        String text = message;
        while (text.getBytes(StandardCharsets.UTF_8).length > MESSAGE_BYTES_MAX) {
            text = text.substring(0, text.length() * 3 / 4);
        }
        return text;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
