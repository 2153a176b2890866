package io.reco.server.grpc.guard;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

import io.reco.server.grpc.status.Statuses;

/** Turns calls away until the server has what it needs to answer them. */
public final class StartGate implements ServerInterceptor {

    private volatile boolean open;

    public void open() {
        open = true;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (open) {
            return next.startCall(call, headers);
        }
        Statuses.close(call, Statuses.unavailable("STARTING", "the server is starting"));
        return new ServerCall.Listener<>() {};
    }
}
