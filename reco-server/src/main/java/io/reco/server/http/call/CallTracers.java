package io.reco.server.http.call;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Tells the same tracers of a call that gRPC tells of its own. */
final class CallTracers {

    private final List<ServerStreamTracer> tracers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private CallTracers(List<ServerStreamTracer> tracers) {
        this.tracers = tracers;
    }

    /** Of a call that just came; {@code method} may be one that there is not. */
    static CallTracers begin(List<ServerStreamTracer.Factory> factories, String method, Metadata metadata) {
        return new CallTracers(factories.stream()
                .map(factory -> factory.newServerStreamTracer(method, metadata))
                .toList());
    }

    Context filter(Context context) {
        Context filtered = context;
        for (ServerStreamTracer tracer : tracers) {
            filtered = tracer.filterContext(filtered);
        }
        return filtered;
    }

    <Q, A> void started(ServerCall<Q, A> call) {
        tell(tracer -> tracer.serverCallStarted(new CallInfo<>(call)));
    }

    void received(int bytes) {
        tell(tracer -> tracer.inboundWireSize(bytes));
    }

    void sent(int bytes) {
        tell(tracer -> tracer.outboundWireSize(bytes));
    }

    /** The first end counts. */
    void closed(Status status) {
        if (closed.compareAndSet(false, true)) {
            tell(tracer -> tracer.streamClosed(status));
        }
    }

    private void tell(Consumer<ServerStreamTracer> what) {
        tracers.forEach(what);
    }

    private static final class CallInfo<Q, A> extends ServerStreamTracer.ServerCallInfo<Q, A> {
        private final ServerCall<Q, A> call;

        CallInfo(ServerCall<Q, A> call) {
            this.call = call;
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return call.getMethodDescriptor();
        }

        @Override
        public Attributes getAttributes() {
            return call.getAttributes();
        }

        @Override
        public @Nullable String getAuthority() {
            return call.getAuthority();
        }
    }
}
