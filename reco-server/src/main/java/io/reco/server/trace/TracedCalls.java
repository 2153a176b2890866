package io.reco.server.trace;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.trace.Trace;

/**
 * A span of each call, under its caller's as the call's headers name that, and below it one of each stage of its work. Spans
 * name methods, never what is in a request.
 */
final class TracedCalls implements ServerInterceptor {

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    TracedCalls(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("io.reco.server");
        propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context caller = propagator.extract(Context.root(), headers, TracedCalls::header);
        Span span = tracer.spanBuilder(call.getMethodDescriptor().getFullMethodName())
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("rpc.system", "grpc")
                .setAttribute("rpc.service", call.getMethodDescriptor().getServiceName())
                .setAttribute("rpc.method", call.getMethodDescriptor().getBareMethodName())
                .startSpan();
        Trace trace = stages(caller.with(span));
        io.grpc.Context followed = io.grpc.Context.current().withValue(CallTrace.KEY, trace);
        return new CancelledCalls<>(Contexts.interceptCall(followed, new Told<>(call, span), headers, next), span);
    }

    private static @Nullable String header(@Nullable Metadata headers, String name) {
        return headers == null ? null : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    private Trace stages(Context call) {
        return stage -> tracer.spanBuilder(stage).setParent(call).startSpan()::end;
    }

    /** A call whose status is told to its span, and ends it. */
    private static final class Told<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final Span span;

        Told(ServerCall<Q, A> call, Span span) {
            super(call);
            this.span = span;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            end(span, status);
            super.close(status, trailers);
        }
    }

    /** The caller's part in it: who gives up leaves no status. */
    private static final class CancelledCalls<Q> extends SimpleForwardingServerCallListener<Q> {

        private final Span span;

        CancelledCalls(ServerCall.Listener<Q> listener, Span span) {
            super(listener);
            this.span = span;
        }

        @Override
        public void onCancel() {
            end(span, Status.CANCELLED);
            super.onCancel();
        }
    }

    /** What comes after the first end of a span is not told any more. */
    private static void end(Span span, Status status) {
        span.setAttribute("rpc.grpc.status_code", status.getCode().value());
        if (isOurs(status.getCode())) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** Whether the server is to blame, as OpenTelemetry's conventions have it: what a caller did wrong is no error of its. */
    private static boolean isOurs(Status.Code code) {
        return switch (code) {
            case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            default -> false;
        };
    }
}
