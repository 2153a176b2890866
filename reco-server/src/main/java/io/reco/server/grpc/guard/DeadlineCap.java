package io.reco.server.grpc.guard;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.guard.load.Passage;
import io.reco.server.grpc.status.OnceClosedCall;
import io.reco.server.grpc.status.Statuses;

/**
 * Ends a call that lasts longer than the server allows, from its arrival on, whatever its caller would wait for. A stream may
 * last: what bounds it is whether it is read.
 */
public final class DeadlineCap implements ServerInterceptor {

    private final Duration max;
    private final ScheduledExecutorService timer;

    public DeadlineCap(Duration max, ScheduledExecutorService timer) {
        this.max = max;
        this.timer = timer;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!call.getMethodDescriptor().getType().serverSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        @Nullable Deadline callers = Context.current().getDeadline();
        // The transport itself ends a call at its caller's deadline: nothing to schedule for those within the cap.
        if (callers != null && callers.timeRemaining(TimeUnit.NANOSECONDS) <= max.toNanos()) {
            return next.startCall(call, headers);
        }
        @Nullable Passage passage = Passage.of(Context.current());
        long leftNanos = max.toNanos() - (passage == null ? 0 : System.nanoTime() - passage.arrivalNanos());
        if (leftNanos <= 0) {
            Statuses.close(call, Passage.tooLate(max));
            return new ServerCall.Listener<>() {};
        }
        Context.CancellableContext capped = Context.current().withDeadlineAfter(leftNanos, TimeUnit.NANOSECONDS, timer);
        // Closed, it releases the timer.
        OnceClosedCall<Q, A> once = new OnceClosedCall<>(call, () -> capped.cancel(null));
        capped.addListener(
                context -> {
                    if (context.cancellationCause() instanceof java.util.concurrent.TimeoutException) {
                        Statuses.close(once, Passage.tooLate(max));
                    }
                },
                Runnable::run);
        return Contexts.interceptCall(capped, once, headers, next);
    }
}
