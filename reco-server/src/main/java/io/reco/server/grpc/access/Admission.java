package io.reco.server.grpc.access;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

import io.reco.server.access.Access;
import io.reco.server.access.Caller;
import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;
import io.reco.server.access.Role;
import io.reco.server.grpc.status.Statuses;

/** Lets in who may make a call; from there on {@link Caller#current} is who it is. */
public final class Admission implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Access access;

    public Admission(Access access) {
        this.access = access;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            Caller caller = access.caller(credentials(call, headers));
            requireGrant(call.getMethodDescriptor().getFullMethodName(), caller);
            return Contexts.interceptCall(caller.within(Context.current()), call, headers, next);
        } catch (Denial denial) {
            Statuses.close(call, status(denial));
            return new ServerCall.Listener<>() {};
        }
    }

    private static Credentials credentials(ServerCall<?, ?> call, Metadata headers) {
        return new Credentials(
                Optional.ofNullable(headers.get(AUTHORIZATION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
    }

    private static void requireGrant(String method, Caller caller) {
        if (Permissions.of(method, caller) == Grant.NO) {
            String expected = Permissions.expected(method, Grant.OWN);
            throw Denial.permission(
                    "ROLE_MISSING",
                    "role: " + roles(caller) + " (expected: " + expected + ")",
                    Map.of("method", method, "roles", roles(caller), "expected", expected));
        }
    }

    private static String roles(Caller caller) {
        String none = caller.reader().isPresent() ? "one reader's" : "none";
        return caller.roles().isEmpty()
                ? none
                : caller.rolesInOrder().stream().map(Role::text).collect(Collectors.joining(", "));
    }

    private static StatusRuntimeException status(Denial denial) {
        Code code = denial.kind() == Denial.Kind.UNAUTHENTICATED ? Code.UNAUTHENTICATED : Code.PERMISSION_DENIED;
        return Statuses.exception(code, denial.description(), denial.reason(), denial.details());
    }
}
