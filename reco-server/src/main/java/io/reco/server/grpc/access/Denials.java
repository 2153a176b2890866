package io.reco.server.grpc.access;

import java.time.Duration;

import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.access.Denial;
import io.reco.server.grpc.status.Statuses;

/** How a denial is told. */
final class Denials {

    /** RFC 9110 section 11.6.1: who is not known is told how to say who they are. */
    private static final Metadata.Key<String> CHALLENGE =
            Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Denials() {}

    static void close(ServerCall<?, ?> call, Denial denial) {
        StatusRuntimeException status = status(denial);
        @Nullable Metadata trailers = status.getTrailers();
        if (denial.kind() == Denial.Kind.UNAUTHENTICATED && trailers != null) {
            trailers.put(CHALLENGE, "Bearer");
        }
        Statuses.close(call, status);
    }

    private static StatusRuntimeException status(Denial denial) {
        return switch (denial.kind()) {
            case UNAUTHENTICATED -> exception(Code.UNAUTHENTICATED, denial);
            case PERMISSION_DENIED -> exception(Code.PERMISSION_DENIED, denial);
            case TOO_OFTEN -> Statuses.exhausted(denial.reason(), denial.description(), PAUSE, denial.details());
            case UNAVAILABLE -> Statuses.unavailable(denial.reason(), denial.description());
        };
    }

    private static StatusRuntimeException exception(Code code, Denial denial) {
        return Statuses.exception(code, denial.description(), denial.reason(), denial.details());
    }
}
