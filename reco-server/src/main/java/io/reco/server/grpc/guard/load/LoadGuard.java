package io.reco.server.grpc.guard.load;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The outermost of all guards: answers calls that are refused, does not begin those that nobody waits for any more, and counts
 * what is sent. It needs nothing but the {@link Passage} in the call's context.
 */
public final class LoadGuard implements ServerInterceptor {

    /** Answers up to this size are sent even where others wait to be read: what they tell has happened. */
    private static final int SMALL_ANSWER_BYTES = 64 << 10;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context context = Context.current();
        @Nullable Passage passage = Passage.of(context);
        if (passage == null) {
            return next.startCall(call, headers);
        }
        if (passage.isRefused()) {
            passage.answerRefused(call);
            return new ServerCall.Listener<>() {};
        }
        Counted<Q, A> counted = new Counted<>(call, passage);
        if (!passage.begin(counted, counted::refuse)) {
            return new ServerCall.Listener<>() {};
        }
        if (isLate(context)) {
            counted.giveUp();
            return new ServerCall.Listener<>() {};
        }
        return new Begun<>(next.startCall(counted, headers), counted, context);
    }

    /** Whether the caller's own deadline has passed: gRPC tells the caller so, whatever the server does. */
    private static boolean isLate(Context context) {
        @Nullable Deadline deadline = context.getDeadline();
        return context.isCancelled() || (deadline != null && deadline.isExpired());
    }

    /** Counts what is sent, and is closed once, whichever thread does it first. */
    private static final class Counted<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final Passage passage;
        private final boolean isStream;
        private boolean closed;

        Counted(ServerCall<Q, A> call, Passage passage) {
            super(call);
            this.passage = passage;
            this.isStream = !call.getMethodDescriptor().getType().serverSendsOneMessage();
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!closed) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (closed) {
                return;
            }
            int bytes = message instanceof MessageLite sized ? sized.getSerializedSize() : 0;
            // A stream asks before it makes a message whether there is room for one.
            boolean must = isStream || bytes <= SMALL_ANSWER_BYTES;
            if (passage.answer(bytes, must, isStream && isReady())) {
                super.sendMessage(message);
            } else {
                refuse();
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            passage.worked();
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    super.close(status, trailers);
                }
            }
        }

        synchronized boolean isClosed() {
            return closed;
        }

        /** From any thread. */
        synchronized void refuse() {
            if (!closed) {
                closed = true;
                passage.answerRefused(delegate());
            }
        }

        void giveUp() {
            close(
                    Status.DEADLINE_EXCEEDED.withDescription("the deadline passed before the call began"),
                    new Metadata());
        }
    }

    /** Hands on what arrives, as long as somebody waits for the answer. */
    private static final class Begun<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final Counted<Q, ?> call;
        private final Context context;

        Begun(ServerCall.Listener<Q> listener, Counted<Q, ?> call, Context context) {
            super(listener);
            this.call = call;
            this.context = context;
        }

        @Override
        public void onMessage(Q message) {
            if (!call.passage.isRefused() && !call.isClosed()) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (call.passage.isRefused() || call.isClosed()) {
                return;
            }
            if (isLate(context)) {
                call.giveUp();
                return;
            }
            if (call.isStream) {
                super.onHalfClose();
                call.passage.handedOn();
            } else {
                call.passage.working();
                super.onHalfClose();
            }
        }
    }
}
