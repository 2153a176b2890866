package io.reco.server.grpc.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

import io.reco.server.access.Access;
import io.reco.server.access.Caller;
import io.reco.server.access.Denial;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;
import io.reco.server.grpc.audit.AuditEntry;
import io.reco.server.grpc.refused.RefusedCall;

/**
 * Lets in who may make a call: at its beginning by method and caller, so that of a stranger nothing is read, and then by what is
 * asked for. From there on {@link Caller#current} is who calls.
 */
public final class Admission implements ServerInterceptor {

    private final Access access;

    public Admission(Access access) {
        this.access = access;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        try {
            Caller caller = access.caller(Presented.by(call, headers));
            AuditEntry.noteCaller(caller);
            RefusedCall.noteCaller(caller);
            Grant grant = Permissions.of(method, caller);
            if (grant == Grant.NO) {
                throw Denial.role(caller, Permissions.expected(method, Grant.OWN));
            }
            ServerCall.Listener<Q> let = Contexts.interceptCall(caller.within(Context.current()), call, headers, next);
            return grant == Grant.YES && caller.reader().isEmpty()
                    ? let
                    : new Asking<>(let, call, new RequestRules(method, caller, grant));
        } catch (Denial denial) {
            deny(call, denial);
            return new ServerCall.Listener<>() {};
        }
    }

    private void deny(ServerCall<?, ?> call, Denial denial) {
        access.denied(denial);
        Denials.close(call, denial);
    }

    /** Looks at the request before it goes on, and ends the call when it may not be asked for. */
    private final class Asking<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final RequestRules rules;
        private boolean denied;

        Asking(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call, RequestRules rules) {
            super(listener);
            this.call = call;
            this.rules = rules;
        }

        @Override
        @SuppressWarnings("unchecked") // a rule answers with a message of the type that it was asked about
        public void onMessage(Q message) {
            try {
                if (!denied) {
                    super.onMessage((Q) rules.allowed(message));
                }
            } catch (Denial denial) {
                denied = true;
                deny(call, denial);
            }
        }

        @Override
        public void onHalfClose() {
            if (!denied) {
                super.onHalfClose();
            }
        }
    }
}
