package io.reco.server.grpc.endpoint;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Hands the request metadata {@code idempotency-key} to the endpoint. */
public final class IdempotencyKeys implements ServerInterceptor {

    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable String key = headers.get(HEADER);
        if (key == null) {
            return next.startCall(call, headers);
        }
        // A key that is there but empty is a bad one; a blank is bad too and is not lost on the way.
        Context context = Context.current().withValue(UserRecommendEndpoint.IDEMPOTENCY_KEY, key.isEmpty() ? " " : key);
        return Contexts.interceptCall(context, call, headers, next);
    }
}
