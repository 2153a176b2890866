package io.reco.server.grpc.wire;

import java.util.List;
import java.util.regex.Pattern;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.status.Statuses;

/**
 * Mends headers that the transport would stumble over, before it reads them: only a tracer sees them so early. A
 * {@code grpc-timeout} that is none would end its call as an internal error, and so would a message that says it is compressed
 * in a call that does not say how.
 */
public final class OddHeaders extends ServerStreamTracer.Factory {

    private static final Metadata.Key<String> TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> ENCODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
    private static final Pattern TIMEOUT_FORM = Pattern.compile("[0-9]{1,8}[HMSmun]");
    private static final ServerStreamTracer NOTHING_ODD = new ServerStreamTracer() {};

    /** What was odd in a call's headers. */
    private static final Context.Key<Violation> ODD = Context.key("odd-header");

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        if (!headers.containsKey(ENCODING)) {
            headers.put(ENCODING, NotCompressed.ENCODING);
        }
        @Nullable String timeout = headers.get(TIMEOUT);
        if (timeout == null || TIMEOUT_FORM.matcher(timeout).matches()) {
            return NOTHING_ODD;
        }
        headers.removeAll(TIMEOUT);
        Violation odd = Violation.of("grpc-timeout", timeout, "1 to 8 digits and one of H, M, S, m, u, n");
        return new ServerStreamTracer() {
            @Override
            public Context filterContext(Context context) {
                return context.withValue(ODD, odd);
            }
        };
    }

    /** Refuses calls of which a header was odd. */
    public static ServerInterceptor refusal() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                @Nullable Violation odd = ODD.get();
                if (odd == null) {
                    return next.startCall(call, headers);
                }
                Statuses.close(call, Statuses.invalid("INVALID_FIELDS", List.of(odd)));
                return new ServerCall.Listener<>() {};
            }
        };
    }
}
