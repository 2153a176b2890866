package io.reco.server.grpc.refused;

import java.util.List;
import java.util.Set;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesResponse;

/** Looks at answers that refuse some items and take the others. */
public final class RefusedItems implements ServerInterceptor {

    private static final Set<String> METHODS = Set.of(
            CatalogServiceGrpc.getUpsertArticlesMethod().getFullMethodName(),
            FeedbackServiceGrpc.getReportEventsMethod().getFullMethodName());

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable RefusedCall looked = RefusedCall.current();
        if (looked == null || !METHODS.contains(call.getMethodDescriptor().getFullMethodName())) {
            return next.startCall(call, headers);
        }
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void sendMessage(A answer) {
                        looked.noteItems(items(answer));
                        super.sendMessage(answer);
                    }
                },
                headers);
    }

    private static List<Refusal> items(Object answer) {
        if (answer instanceof ReportEventsResponse events) {
            return events.getRefusalsList();
        }
        return answer instanceof UpsertArticlesResponse articles ? articles.getRefusalsList() : List.of();
    }
}
