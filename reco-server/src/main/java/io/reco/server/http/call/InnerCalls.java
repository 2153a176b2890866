package io.reco.server.http.call;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import com.google.protobuf.MessageLite;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.status.Statuses;

/** Calls for pages that this server shows itself: as if whoever asks for the page had made them, by the same guards. */
public final class InnerCalls {

    private final GuardedServices services;
    private final Map<String, ServerMethodDefinition<?, ?>> methods;
    private final BooleanSupplier enter;
    private final Runnable leave;

    /**
     * Calls those methods.
     *
     * @param methods by their paths
     * @param enter whether another call may begin, which then does
     * @param leave is run at the end of each that began
     */
    InnerCalls(
            GuardedServices services,
            Map<String, ServerMethodDefinition<?, ?>> methods,
            BooleanSupplier enter,
            Runnable leave) {
        this.services = services;
        this.methods = methods;
        this.enter = enter;
        this.leave = leave;
    }

    /** Takes what a call answers: one after the other, on threads that are not to be held up. */
    public interface Receiver<A> {

        /** The next message. */
        void next(A message);

        /** The end, and why where it is a failure. */
        void end(Optional<StatusRuntimeException> failure);

        /** Whether there is room for another message. */
        boolean isReady();
    }

    /** A call under way. */
    public interface Started {

        /** Tells that there is room for messages again. */
        void ready();

        /** Gives the call up; its receiver is not told. */
        void giveUp();
    }

    /**
     * Makes a call that is answered once.
     *
     * @param page what is asked for; the call is its asker's
     * @param metadata says who that is
     * @return fails with a {@link StatusRuntimeException}
     */
    public <Q extends MessageLite, A> CompletableFuture<A> call(
            MethodDescriptor<Q, A> method, Q request, Request page, Metadata metadata) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        var unused = start(method, request, page, metadata, new Receiver<>() {
            private @Nullable A only;

            @Override
            public void next(A message) {
                only = message;
            }

            @Override
            public void end(Optional<StatusRuntimeException> failure) {
                failure.ifPresentOrElse(
                        answer::completeExceptionally,
                        () -> answer.complete(Objects.requireNonNull(only, "an answer without a message")));
            }

            @Override
            public boolean isReady() {
                return true;
            }
        });
        return answer;
    }

    /** Makes any call. */
    public <Q extends MessageLite, A> Started start(
            MethodDescriptor<Q, A> method, Q request, Request page, Metadata metadata, Receiver<A> receiver) {
        boolean entered = enter.getAsBoolean();
        CallTracers tracers = CallTracers.begin(services.tracers(), method.getFullMethodName(), metadata);
        InnerCall<Q, A> call = new InnerCall<>(
                definition(method),
                JsonCalls.side(page),
                tracers,
                services,
                request,
                receiver,
                entered ? leave : () -> {});
        if (entered) {
            call.begin(metadata);
        } else {
            call.stopped(Statuses.unavailable("STOPPING", "the server is stopping"));
        }
        return call;
    }

    @SuppressWarnings("unchecked") // methods of one full name are the same method
    private <Q, A> ServerMethodDefinition<Q, A> definition(MethodDescriptor<Q, A> method) {
        String path = "/" + method.getFullMethodName();
        return (ServerMethodDefinition<Q, A>) Objects.requireNonNull(methods.get(path), path);
    }

    private static final class InnerCall<Q extends MessageLite, A> extends ServicesCall<Q, A> implements Started {
        private final Q request;
        private final Receiver<A> receiver;
        private final Runnable onEnd;
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile boolean cancelled;

        // Only tasks, which run one at a time, see these.
        private Listener<Q> listener = new Listener<>() {};
        private int requested;
        private boolean delivered;

        InnerCall(
                ServerMethodDefinition<Q, A> method,
                CallSide side,
                CallTracers tracers,
                GuardedServices services,
                Q request,
                Receiver<A> receiver,
                Runnable onEnd) {
            super(method, side, Optional.empty(), tracers, services);
            this.request = request;
            this.receiver = receiver;
            this.onEnd = onEnd;
        }

        void begin(Metadata metadata) {
            tracers.started(this);
            tracers.received(request.getSerializedSize());
            run(() -> {
                listener = method.getServerCallHandler().startCall(this, metadata);
                deliver();
            });
        }

        private void deliver() {
            if (delivered || requested == 0 || closed.get()) {
                return;
            }
            delivered = true;
            listener.onMessage(request);
            if (!closed.get()) {
                listener.onHalfClose();
            }
        }

        @Override
        public void request(int messages) {
            run(() -> {
                requested += messages;
                deliver();
            });
        }

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public boolean isReady() {
            return !cancelled && receiver.isReady();
        }

        @Override
        public void ready() {
            run(() -> listener.onReady());
        }

        @Override
        public void sendMessage(A message) {
            if (!closed.get()) {
                receiver.next(message);
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed.compareAndSet(false, true)) {
                run(() -> {
                    end(status);
                    receiver.end(status.isOk() ? Optional.empty() : Optional.of(status.asRuntimeException(trailers)));
                    listener.onComplete();
                });
            }
        }

        @Override
        void stopped(StatusRuntimeException why) {
            if (closed.compareAndSet(false, true)) {
                cancelled = true;
                end(why.getStatus());
                receiver.end(Optional.of(why));
            }
        }

        @Override
        public void giveUp() {
            if (closed.compareAndSet(false, true)) {
                cancelled = true;
                Status gone = Status.CANCELLED.withDescription("the caller went away");
                end(gone);
                run(() -> listener.onCancel());
            }
        }

        private void end(Status status) {
            tracers.closed(status);
            context.cancel(cancelled ? status.asRuntimeException() : null);
            onEnd.run();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
