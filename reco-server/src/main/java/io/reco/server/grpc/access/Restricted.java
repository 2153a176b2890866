package io.reco.server.grpc.access;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

import io.reco.server.access.Access;
import io.reco.server.access.Denial;
import io.reco.server.access.Openness;

/** Guards a service that is not of the contract. */
public final class Restricted implements ServerInterceptor {

    private final Access access;
    private final Openness openness;

    public Restricted(Access access, Openness openness) {
        this.access = access;
        this.openness = openness;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            openness.require(access, Presented.by(call, headers));
        } catch (Denial denial) {
            access.denied(denial);
            Denials.close(call, denial);
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
