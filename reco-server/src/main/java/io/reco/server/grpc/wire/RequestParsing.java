package io.reco.server.grpc.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.guard.load.Passage;
import io.reco.server.grpc.status.Statuses;

/**
 * Answers a request that is no message, or none at all, or that holds numbers its fields cannot hold, with
 * INVALID_ARGUMENT. Left alone, gRPC answers UNKNOWN or INTERNAL, which say that the server is broken, and protobuf cuts the
 * numbers.
 */
public final class RequestParsing {

    /** Stands for a request that could not be parsed. */
    private record Unparsed(StatusRuntimeException status) {}

    /** How a transport makes a message of a method's type from what it received. */
    public interface Reading {
        /** The message; {@link StatusRuntimeException} where it is none. */
        Message read(Message prototype);
    }

    private RequestParsing() {}

    /** What a transport that reads messages itself is to hand to a method that was guarded. */
    public static Object read(MethodDescriptor<?, ?> method, Reading reading) {
        try {
            return reading.read(((GuardedMarshaller<?>) method.getRequestMarshaller()).prototype());
        } catch (StatusRuntimeException e) {
            return new Unparsed(e);
        }
    }

    public static ServerServiceDefinition guard(ServerServiceDefinition service) {
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
                                new GuardedMarshaller<>(
                                        descriptor.getFullMethodName(), descriptor.getRequestMarshaller()),
                                descriptor.getResponseMarshaller())
                        .build(),
                (call, headers) -> startCall(handler, (ServerCall<Q, A>) (ServerCall<?, A>) call, headers));
    }

    @SuppressWarnings("unchecked") // see above
    private static <Q, A> ServerCall.Listener<Object> startCall(
            ServerCallHandler<Q, A> handler, ServerCall<Q, A> call, Metadata headers) {
        ServerCall.Listener<Object> listener = (ServerCall.Listener<Object>) handler.startCall(call, headers);
        return new Requests(listener, call);
    }

    private static StatusRuntimeException unreadable(String method, String what) {
        return Statuses.invalid(
                "UNREADABLE_REQUEST", List.of(Violation.of("request", what, "a " + method + " request message")));
    }

    /** Lets requests through, and ends the call at what is none. Where one is expected, gRPC itself cancels at a second. */
    private static final class Requests
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Object> {
        private final ServerCall<?, ?> call;
        private boolean received;
        private boolean refused;

        Requests(ServerCall.Listener<Object> listener, ServerCall<?, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Object message) {
            if (refused) {
                return;
            }
            if (message instanceof Unparsed unparsed) {
                refuse(unparsed.status());
            } else {
                received = true;
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!received && !refused && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
                refuse(unreadable(call.getMethodDescriptor().getFullMethodName(), "no message"));
            }
            if (!refused) {
                super.onHalfClose();
            }
        }

        private void refuse(StatusRuntimeException status) {
            refused = true;
            Statuses.close(call, status);
        }
    }

    private record GuardedMarshaller<Q>(String method, MethodDescriptor.Marshaller<Q> marshaller)
            implements MethodDescriptor.Marshaller<Object> {

        Message prototype() {
            return (Message) ((MethodDescriptor.PrototypeMarshaller<Q>) marshaller).getMessagePrototype();
        }

        @Override
        @SuppressWarnings("unchecked") // only messages of the method are ever streamed
        public InputStream stream(Object message) {
            return marshaller.stream((Q) message);
        }

        @Override
        public Object parse(InputStream bytes) {
            try {
                @Nullable Passage passage = Passage.of(Context.current());
                if (passage != null && passage.isRefused()) {
                    return new Unparsed(passage.refusal());
                }
                byte[] raw = bytes instanceof KnownLength ? bytes.readNBytes(bytes.available()) : bytes.readAllBytes();
                if (passage != null && !passage.holds(raw.length)) {
                    return new Unparsed(passage.refusal());
                }
                Message prototype = prototype();
                List<Violation> cut = CutIntegers.in(raw, prototype.getDescriptorForType());
                return cut.isEmpty()
                        ? prototype.getParserForType().parseFrom(raw)
                        : new Unparsed(Statuses.invalid("INVALID_FIELDS", cut));
            } catch (StatusRuntimeException tooLarge) {
                // What was compressed is checked for its size while it is read.
                return new Unparsed(tooLarge);
            } catch (InvalidProtocolBufferException e) {
                return new Unparsed(unreadable(method, "unreadable bytes"));
            } catch (IOException e) {
                return new Unparsed(unreadable(method, "bytes that cannot be decompressed"));
            }
        }
    }
}
