package io.reco.server.grpc.guard;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.status.Statuses;

/**
 * Asks for longer pauses whoever was here before with the same call: a client has a few attempts (gRFC A6), and they are to
 * last until a shard of the store has a primary again.
 */
public final class GrowingPauses implements ServerInterceptor {

    private static final Metadata.Key<String> ATTEMPTS =
            Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        int attempts = attempts(headers.get(ATTEMPTS));
        if (attempts == 0) {
            return next.startCall(call, headers);
        }
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(status, Statuses.later(status, trailers, attempts));
                    }
                },
                headers);
    }

    /** One digit, for no client makes more attempts; anything else is none. */
    private static int attempts(@Nullable String text) {
        return text != null && text.length() == 1 && Character.isDigit(text.charAt(0))
                ? Character.digit(text.charAt(0), 10)
                : 0;
    }
}
