package io.reco.server.grpc.guard.load;

import java.util.concurrent.Executor;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * How calls come in by gRPC. Everything here runs on the network's threads, so nothing waits: the server's own executor must
 * be a direct one, for gRPC looks the method up, and asks where to run the call, on that.
 */
public final class GrpcDoor {

    /** Whose share a call takes; a call without it has one of its own. */
    public static final Attributes.Key<Load.Connection> CONNECTION = Attributes.Key.create("load-connection");

    private final Load load;
    private final Executor probes;

    public GrpcDoor(Load load, Executor probes) {
        this.load = load;
        this.probes = probes;
    }

    /** Knows connections. */
    public ServerTransportFilter connections() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                return attributes.toBuilder().set(CONNECTION, load.connection()).build();
            }
        };
    }

    /** Knows when a call arrives, what it brings, and when it is gone. */
    public ServerStreamTracer.Factory tracer() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new Tracer(load.passage(fullMethodName));
            }
        };
    }

    /**
     * Takes calls or refuses them.
     *
     * @param quick whether guards take so little time over the begin of a call that it can be done where it arrives. Then gRPC
     *     has been asked for the request before it comes, and one hop to a thread is all that a call needs, instead of two
     */
    public ServerCallExecutorSupplier executors(boolean quick) {
        return new ServerCallExecutorSupplier() {
            @Override
            public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                @Nullable Passage passage = Passage.of(Context.current());
                Load.@Nullable Connection connection = call.getAttributes().get(CONNECTION);
                if (passage == null) {
                    throw new IllegalStateException("A call came without having arrived.");
                }
                if (!passage.arrive(call, connection == null ? load.connection() : connection, quick)) {
                    return Runnable::run;
                }
                return passage.isProbe() ? probes : passage;
            }
        };
    }

    private static final class Tracer extends ServerStreamTracer {
        private final Passage passage;

        Tracer(Passage passage) {
            this.passage = passage;
        }

        @Override
        public Context filterContext(Context context) {
            return passage.in(context);
        }

        @Override
        public void inboundWireSize(long bytes) {
            passage.received(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            passage.gone();
        }
    }
}
