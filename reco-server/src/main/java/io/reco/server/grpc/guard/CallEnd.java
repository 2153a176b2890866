package io.reco.server.grpc.guard;

import java.util.concurrent.TimeUnit;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Knows at once that a call was given up. A call's context learns of it through the pool that runs the calls, so behind the
 * very calls that wait there; a tracer hears it from the network's thread.
 */
public final class CallEnd extends ServerStreamTracer {

    private static final Context.Key<CallEnd> KEY = Context.key("call-end");

    private volatile boolean ended;

    private CallEnd() {}

    public static ServerStreamTracer.Factory factory() {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new CallEnd();
            }
        };
    }

    /** Whether nobody waits for the answer of the call in this context any more: it was cancelled, or its deadline passed. */
    public static boolean givenUp(Context context) {
        @Nullable CallEnd end = KEY.get(context);
        @Nullable Deadline deadline = context.getDeadline();
        boolean late = deadline != null && deadline.isExpired();
        return late || context.isCancelled() || (end != null && end.ended);
    }

    /** How long the caller in this context waits from now on, in nanoseconds; not above 0 when it is too late. */
    public static long leftNanos(Context context) {
        @Nullable Deadline deadline = context.getDeadline();
        return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void streamClosed(Status status) {
        ended = true;
    }
}
