package io.reco.server.grpc.quota;

import java.util.Map;
import java.util.Optional;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.server.access.Caller;
import io.reco.server.access.quota.Allowances;
import io.reco.server.access.quota.Allowances.Excess;
import io.reco.server.access.quota.Quota;
import io.reco.server.grpc.status.Statuses;

/**
 * Refuses calls of who called too often, and calls with more items than their caller has left: the former before a call's message
 * is read, the latter before anything is done with it. A refused call's items are not taken from what is left.
 */
public final class QuotaGuard implements ServerInterceptor {

    private final Allowances allowances;

    public QuotaGuard(Allowances allowances) {
        this.allowances = allowances;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (allowances.limits().isEmpty()) {
            return next.startCall(call, headers);
        }
        Caller caller = Caller.current();
        Optional<Excess> excess = take(caller, call, Quota.Kind.CALLS, 1);
        if (excess.isPresent()) {
            Statuses.close(call, status(excess.get()));
            return new ServerCall.Listener<>() {};
        }
        return new Weighed<>(next.startCall(call, headers), caller, call);
    }

    private Optional<Excess> take(Caller caller, ServerCall<?, ?> call, Quota.Kind kind, int count) {
        return allowances.take(
                caller, Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)), kind, count);
    }

    /** How many items a message carries; what is no message of these has none. */
    static int items(Object message) {
        if (message instanceof ReportEventsRequest events) {
            return events.getEventsCount();
        }
        if (message instanceof UpsertArticlesRequest upsert) {
            return upsert.getArticlesCount();
        }
        if (message instanceof DeleteArticlesRequest delete) {
            return delete.getArticleIdsCount();
        }
        return message instanceof GetArticlesRequest get ? get.getArticleIdsCount() : 0;
    }

    private static StatusRuntimeException status(Excess excess) {
        String quota = excess.quota().text();
        String perSecond = Long.toString(excess.perSecond());
        return Statuses.exhausted(
                "QUOTA",
                quota + ": more than the quota (expected: at most " + perSecond + " a second)",
                excess.pause(),
                Map.of("quota", quota, "perSecond", perSecond));
    }

    private final class Weighed<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final Caller caller;
        private final ServerCall<?, ?> call;
        private boolean refused;

        Weighed(ServerCall.Listener<Q> listener, Caller caller, ServerCall<?, ?> call) {
            super(listener);
            this.caller = caller;
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            Optional<Excess> excess = take(caller, call, Quota.Kind.ITEMS, items(message));
            if (excess.isPresent()) {
                refused = true;
                Statuses.close(call, status(excess.get()));
            } else {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
