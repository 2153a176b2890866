package io.reco.server.grpc;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import io.reco.server.domain.Refusal;
import io.reco.server.domain.Refusal.Violation;

/**
 * Answers a request whose bytes are no message with INVALID_ARGUMENT. Left alone, gRPC answers UNKNOWN, which says that the
 * server is broken.
 */
final class RequestParsing {

    /** Stands for a request that could not be parsed. */
    private enum Unparsed {
        REQUEST
    }

    private RequestParsing() {}

    static ServerServiceDefinition guard(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(guardMethod(method)));
        ServiceDescriptor was = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(was.getName());
        descriptor.setSchemaDescriptor(was.getSchemaDescriptor()); // reflection describes the service from it
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder guarded = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(guarded::addMethod);
        return guarded.build();
    }

    @SuppressWarnings(
            "unchecked") // a call's type says only what its marshaller makes; Unparsed never gets past the listener
    private static <Q, A> ServerMethodDefinition<?, ?> guardMethod(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        ServerCallHandler<Q, A> handler = method.getServerCallHandler();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(
                                new GuardedMarshaller<>(descriptor.getRequestMarshaller()),
                                descriptor.getResponseMarshaller())
                        .build(),
                (call, headers) -> startCall(handler, (ServerCall<Q, A>) (ServerCall<?, A>) call, headers));
    }

    @SuppressWarnings("unchecked") // see above
    private static <Q, A> ServerCall.Listener<Object> startCall(
            ServerCallHandler<Q, A> handler, ServerCall<Q, A> call, Metadata headers) {
        ServerCall.Listener<Object> listener = (ServerCall.Listener<Object>) handler.startCall(call, headers);
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<Object>(listener) {
            private boolean refused;

            @Override
            public void onMessage(Object message) {
                if (message == Unparsed.REQUEST) {
                    refused = true;
                    String expected = "a " + call.getMethodDescriptor().getFullMethodName() + " request message";
                    StatusRuntimeException status = Statuses.of(
                            Refusal.invalid(List.of(Violation.of("request", "unreadable bytes", expected))));
                    Metadata trailers = status.getTrailers();
                    call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
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
        };
    }

    private record GuardedMarshaller<Q>(MethodDescriptor.Marshaller<Q> marshaller)
            implements MethodDescriptor.Marshaller<Object> {

        @Override
        @SuppressWarnings("unchecked") // only messages of the method are ever streamed
        public InputStream stream(Object message) {
            return marshaller.stream((Q) message);
        }

        @Override
        public Object parse(InputStream bytes) {
            try {
                return marshaller.parse(bytes);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.INTERNAL) {
                    throw e;
                }
                return Unparsed.REQUEST;
            }
        }
    }
}
