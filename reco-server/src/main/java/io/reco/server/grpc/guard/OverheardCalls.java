package io.reco.server.grpc.guard;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;

import com.google.rpc.Code;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.server.grpc.status.Statuses;

/** Refuses, where others could listen, what hands out everything: the readers' data and the keys that sign tokens. */
public final class OverheardCalls implements ServerInterceptor {

    private static final Set<String> SECRET =
            Set.of(AdminServiceGrpc.getBackupMethod().getFullMethodName());

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!SECRET.contains(method) || isPrivate(call)) {
            return next.startCall(call, headers);
        }
        Statuses.close(
                call,
                Statuses.exception(
                        Code.FAILED_PRECONDITION,
                        "connection: plaintext from another machine (expected: TLS, or a call from the server's own machine"
                                + " or container)",
                        "TLS_REQUIRED",
                        Map.of("method", method)));
        return new ServerCall.Listener<>() {};
    }

    private static boolean isPrivate(ServerCall<?, ?> call) {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null
                || isLoopback(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }
}
