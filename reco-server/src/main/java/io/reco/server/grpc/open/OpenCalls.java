package io.reco.server.grpc.open;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.rpc.Code;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.status.Statuses;

/**
 * All calls of a server. Those that only their caller would bring on are ended: a request of which the rest does not come, and at
 * the server's end the streams of health and reflection. To be the outermost interceptor, and a tracer of the same calls.
 */
public final class OpenCalls extends ServerStreamTracer.Factory implements ServerInterceptor {

    private static final long TICK_MS = 1_000;
    private static final long DRAINING_TICK_MS = 100;
    // A client that looks at health has one on each connection.
    private static final int ENDLESS_MAX = 2_000;
    private static final int ENDLESS_PER_CONNECTION_MAX = 32;

    private final Duration requestMax;
    private final Duration requestMaxAtEnd;
    private final ScheduledExecutorService timer;
    private final Places endless = new Places(ENDLESS_MAX, ENDLESS_PER_CONNECTION_MAX);
    private final Set<OpenCall> unanswered = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    private OpenCalls(Duration requestMax, Duration requestMaxAtEnd, ScheduledExecutorService timer) {
        this.requestMax = requestMax;
        this.requestMaxAtEnd = requestMaxAtEnd;
        this.timer = timer;
    }

    /**
     * None yet.
     *
     * @param requestMax within which a request must have come, all of it
     * @param requestMaxAtEnd the same once the server ends
     * @param timer looks at them every second, as long as it lives
     */
    public static OpenCalls start(Duration requestMax, Duration requestMaxAtEnd, ScheduledExecutorService timer) {
        OpenCalls calls = new OpenCalls(requestMax, requestMaxAtEnd, timer);
        var unused = timer.scheduleWithFixedDelay(calls::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        return calls;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        OpenCall call = new OpenCall(unanswered::remove);
        unanswered.add(call);
        return call;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable OpenCall open = OpenCall.KEY.get();
        if (open == null) { // of another transport, which has its request when it calls
            return next.startCall(call, headers);
        }
        if (!isEndless(call.getMethodDescriptor())) {
            return open.start(call, headers, next);
        }
        SocketAddress caller = Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        if (!endless.take(caller)) {
            Statuses.close(call, tooMany());
            return new ServerCall.Listener<>() {};
        }
        ServerCall.Listener<Q> listener = open.startEndless(call, headers, next, () -> endless.release(caller));
        if (draining) {
            open.end(stopping());
        }
        return listener;
    }

    /** Streams of health and reflection: what bounds ours is elsewhere. */
    private static boolean isEndless(MethodDescriptor<?, ?> method) {
        return !method.getType().serverSendsOneMessage()
                && method.getFullMethodName().startsWith("grpc.");
    }

    private void tick() {
        long maxNs = (draining ? requestMaxAtEnd : requestMax).toNanos();
        for (OpenCall call : unanswered) {
            if (call.isHalfSent() && call.ageNs() > maxNs) {
                call.end(draining ? stopping() : late());
            } else if (draining && call.isEndless()) {
                call.end(stopping());
            }
        }
    }

    private StatusRuntimeException late() {
        return Statuses.exception(
                Code.DEADLINE_EXCEEDED,
                "the request did not come within the server's limit of " + requestMax.toMillis() + " ms",
                "DEADLINE_MAX",
                Map.of("limitMs", Long.toString(requestMax.toMillis())));
    }

    private static StatusRuntimeException tooMany() {
        return Statuses.exception(
                Code.RESOURCE_EXHAUSTED,
                "streams of health and reflection: " + ENDLESS_PER_CONNECTION_MAX + " are open on this connection, or "
                        + ENDLESS_MAX + " of this server (expected: fewer)",
                "TOO_MANY_STREAMS",
                Map.of(
                        "streamsPerConnectionMax", Integer.toString(ENDLESS_PER_CONNECTION_MAX),
                        "streamsMax", Integer.toString(ENDLESS_MAX)));
    }

    private static StatusRuntimeException stopping() {
        return Statuses.unavailable("STOPPING", "the server is stopping");
    }

    /** Ends what waits for its caller, now and as it comes. */
    public void drain() {
        draining = true;
        var unused = timer.scheduleWithFixedDelay(this::tick, 0, DRAINING_TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether each has its answer, be it that its caller has not yet taken it. */
    public boolean areAnswered() {
        return unanswered.isEmpty();
    }
}
