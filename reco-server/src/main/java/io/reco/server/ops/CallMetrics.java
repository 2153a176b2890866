package io.reco.server.ops;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and times every call, also those that no service ever sees, under the names and in the buckets of gRFC A66 as
 * Prometheus spells them. Calls of unknown methods are counted as the method {@code other}, so that callers cannot make labels.
 * Calls whose callers went away are CANCELLED, and a line at debug. Calls of the service's own methods also feed the status
 * line, but streams, which last as long as their callers want. A label tells by which transport a call came.
 */
public final class CallMetrics {

    private static final Logger log = LoggerFactory.getLogger(CallMetrics.class);

    private static final String OTHER = "other";
    /** How gRPC describes the end of a call whose connection went away. */
    private static final String BROKEN_CONNECTION = "connection terminated for unknown reason";

    private static final String METHOD = "grpc_method";
    private static final String STATUS = "grpc_status";
    private static final String TRANSPORT = "transport";
    private static final double[] LATENCY_BOUNDS = {
        0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01,
        0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8,
        1, 2, 5, 10, 20, 50, 100
    };
    private static final double[] SIZE_BOUNDS = {
        0, 1L << 10, 1L << 11, 1L << 12, 1L << 14, 1L << 16, 1L << 18, 1L << 20, 1L << 22, 1L << 24, 1L << 26, 1L << 28,
        1L << 30, 1L << 32
    };

    private final Counter started;
    private final Histogram duration;
    private final Histogram sent;
    private final Histogram received;
    private final StatusLine statusLine;
    private final LongAdder inFlight = new LongAdder();

    public CallMetrics(PrometheusRegistry registry, StatusLine statusLine) {
        this.statusLine = statusLine;
        started = Counter.builder()
                .name("grpc_server_call_started_total")
                .help("Calls started.")
                .labelNames(METHOD, TRANSPORT)
                .register(registry);
        duration = histogram("grpc_server_call_duration_seconds", "Time from a call's arrival to its end.")
                .classicUpperBounds(LATENCY_BOUNDS)
                .register(registry);
        sent = histogram("grpc_server_call_sent_total_compressed_message_size_bytes", "Bytes sent in a call.")
                .classicUpperBounds(SIZE_BOUNDS)
                .register(registry);
        received = histogram("grpc_server_call_rcvd_total_compressed_message_size_bytes", "Bytes received in a call.")
                .classicUpperBounds(SIZE_BOUNDS)
                .register(registry);
        GaugeWithCallback.builder()
                .name("reco_calls_in_flight")
                .help("Calls under way.")
                .callback(gauge -> gauge.call((double) inFlight.sum()))
                .register(registry);
    }

    private static Histogram.Builder histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(METHOD, STATUS, TRANSPORT)
                .classicOnly();
    }

    /** Of calls that come by one transport, such as {@code grpc}. */
    public ServerStreamTracer.Factory over(String transport) {
        return new Calls(transport);
    }

    /**
     * What the caller's end of a call is counted as. A connection that broke under a call is reported as UNAVAILABLE, which
     * would say that the server refused it.
     */
    private static Status.Code counted(Status status) {
        boolean callerIsGone = status.getCode() == Status.Code.UNAVAILABLE
                && (status.getCause() instanceof IOException || BROKEN_CONNECTION.equals(status.getDescription()));
        return callerIsGone ? Status.Code.CANCELLED : status.getCode();
    }

    private final class Calls extends ServerStreamTracer.Factory {
        private final String transport;
        /** Filled from the methods that the server knows only, so it stays small. */
        private final ConcurrentHashMap<String, Method> methods = new ConcurrentHashMap<>();

        private final Method other;

        Calls(String transport) {
            this.transport = transport;
            other = method(OTHER, false);
        }

        Method method(String name, boolean inStatusLine) {
            return new Method(name, transport, inStatusLine);
        }

        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            inFlight.increment();
            return new Call(this, methods.get(fullMethodName));
        }
    }

    /** The series of one method and transport, looked up once. */
    private final class Method {
        final String name;
        final String transport;
        final CounterDataPoint starts;
        final boolean inStatusLine;
        private final AtomicReferenceArray<@Nullable Ends> ends =
                new AtomicReferenceArray<>(Status.Code.values().length);

        Method(String name, String transport, boolean inStatusLine) {
            this.name = name;
            this.transport = transport;
            this.starts = started.labelValues(name, transport);
            this.inStatusLine = inStatusLine;
        }

        Ends ends(Status.Code code) {
            Ends known = ends.get(code.value());
            if (known == null) {
                known = new Ends(
                        duration.labelValues(name, code.name(), transport),
                        sent.labelValues(name, code.name(), transport),
                        received.labelValues(name, code.name(), transport));
                ends.set(code.value(), known);
            }
            return known;
        }
    }

    /** The series of one method and status. */
    private record Ends(DistributionDataPoint seconds, DistributionDataPoint sent, DistributionDataPoint received) {}

    /** One call. gRPC calls each method from one thread at a time. */
    private final class Call extends ServerStreamTracer {
        private final Calls calls;
        private final long startNanos = System.nanoTime();
        /** The one it is counted as started under; null until that is known. Guarded by this call. */
        private @Nullable Method method;

        private volatile long sentBytes;
        private volatile long receivedBytes;

        Call(Calls calls, @Nullable Method known) {
            this.calls = calls;
            if (known != null) {
                var unused = started(known);
            }
        }

        @Override
        public void serverCallStarted(ServerCallInfo<?, ?> call) {
            MethodDescriptor<?, ?> descriptor = call.getMethodDescriptor();
            boolean answered = descriptor.getType().serverSendsOneMessage();
            var unused = started(calls.methods.computeIfAbsent(
                    descriptor.getFullMethodName(), name -> calls.method(name, answered && !name.startsWith("grpc."))));
        }

        /** Counts the start, once: a caller may be gone before its call has been looked at. */
        private synchronized Method started(Method under) {
            if (method == null) {
                method = under;
                under.starts.inc();
            }
            return method;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that writes the call's messages adds
        public void outboundWireSize(long bytes) {
            sentBytes += bytes;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that reads the call's messages adds
        public void inboundWireSize(long bytes) {
            receivedBytes += bytes;
        }

        @Override
        public void streamClosed(Status status) {
            long nanos = System.nanoTime() - startNanos;
            inFlight.decrement();
            Method method = started(calls.other);
            Status.Code code = counted(status);
            if (code == Status.Code.CANCELLED || code == Status.Code.DEADLINE_EXCEEDED) {
                log.debug(
                        "call given up method={} status={} transport={} ms={}",
                        method.name,
                        code,
                        method.transport,
                        nanos / 1_000_000);
            }
            Ends ends = method.ends(code);
            ends.seconds.observe(nanos / 1e9);
            ends.sent.observe((double) sentBytes);
            ends.received.observe((double) receivedBytes);
            if (method.inStatusLine) {
                statusLine.record(nanos);
            }
        }
    }
}
