package io.reco.client.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Takes from a call's headers what the fake needs of them. */
final class Headers implements ServerInterceptor {
    private static final Context.Key<String> IDEMPOTENCY_KEY = Context.key("idempotency-key");
    private static final Metadata.Key<String> IDEMPOTENCY_KEY_HEADER =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    private final List<String> bearerTokens = new CopyOnWriteArrayList<>();

    /** That of the call being answered; null when it has none. */
    static @Nullable String idempotencyKey() {
        return IDEMPOTENCY_KEY.get();
    }

    List<String> bearerTokens() {
        return List.copyOf(bearerTokens);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> handler) {
        String authorization = headers.get(AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            bearerTokens.add(authorization.substring(BEARER.length()));
        }
        Context context = Context.current().withValue(IDEMPOTENCY_KEY, headers.get(IDEMPOTENCY_KEY_HEADER));
        return Contexts.interceptCall(context, call, headers, handler);
    }
}
