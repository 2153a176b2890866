package io.reco.server.grpc.open;

import java.util.function.Consumer;

import io.grpc.Context;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.guard.load.Passage;
import io.reco.server.grpc.status.OnceClosedCall;
import io.reco.server.grpc.status.Statuses;

/** One call from its first byte until it is answered or given up. */
final class OpenCall extends ServerStreamTracer {

    static final Context.Key<OpenCall> KEY = Context.key("open-call");

    private final long begunNs = System.nanoTime();
    private final Consumer<OpenCall> whenAnswered;
    /** The call while it waits for its caller: null before it is one of a method of ours, and once it has its request. */
    private volatile @Nullable ServerCall<?, ?> waiting;

    private volatile @Nullable Passage passage;
    private volatile boolean endless;
    private volatile boolean answered;

    OpenCall(Consumer<OpenCall> whenAnswered) {
        this.whenAnswered = whenAnswered;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void streamClosed(Status status) {
        done();
    }

    private void done() {
        answered = true;
        waiting = null;
        whenAnswered.accept(this);
    }

    /** Whether only its caller would end it, and it is answered until then. */
    boolean isEndless() {
        return endless && waiting != null;
    }

    /** Whether its caller has not yet sent all of its request. */
    boolean isHalfSent() {
        Passage at = passage;
        return !endless && waiting != null && (at == null || !at.isUnderWay());
    }

    long ageNs() {
        return System.nanoTime() - begunNs;
    }

    /** Ends it, if it still waits for its caller. */
    void end(StatusRuntimeException status) {
        ServerCall<?, ?> call = waiting;
        if (call != null) {
            Statuses.close(call, status);
        }
    }

    /** Passes on a call that has one request and then goes on by itself. */
    <Q, A> ServerCall.Listener<Q> start(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return pass(call, headers, next, () -> {});
    }

    /** Passes on a call that lasts as long as its caller wants; {@code whenGone} is run when its caller has taken the end. */
    <Q, A> ServerCall.Listener<Q> startEndless(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next, Runnable whenGone) {
        endless = true;
        return pass(call, headers, next, whenGone);
    }

    private <Q, A> ServerCall.Listener<Q> pass(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next, Runnable whenGone) {
        passage = Passage.of(Context.current());
        ServerCall<Q, A> once = new OnceClosedCall<>(call, this::done);
        waiting = once;
        if (answered) { // given up meanwhile
            waiting = null;
        }
        return new Listener<>(next.startCall(once, headers), whenGone);
    }

    /** Knows when the request is there. What comes after the call was ended, nobody is told. */
    private final class Listener<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final Runnable whenGone;

        Listener(ServerCall.Listener<Q> next, Runnable whenGone) {
            super(next);
            this.whenGone = whenGone;
        }

        @Override
        public void onMessage(Q message) {
            if (!answered) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!endless) {
                waiting = null;
            }
            if (!answered) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            whenGone.run();
            super.onCancel();
        }

        @Override
        public void onComplete() {
            whenGone.run();
            super.onComplete();
        }
    }
}
