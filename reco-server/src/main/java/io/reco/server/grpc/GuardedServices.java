package io.reco.server.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;

/**
 * The contract's services behind all that looks at their calls. Whatever is to hold for calls of every transport is an
 * interceptor or a tracer in here; what only gRPC's transport can see (frames, connections) is not.
 *
 * @param definitions every service of the contract
 * @param tracers make what is told of each call, in their order
 * @param executor runs calls
 * @param timer ends calls at their deadlines
 */
public record GuardedServices(
        List<ServerServiceDefinition> definitions,
        List<ServerStreamTracer.Factory> tracers,
        Executor executor,
        ScheduledExecutorService timer) {

    public GuardedServices {
        definitions = List.copyOf(definitions);
        tracers = List.copyOf(tracers);
    }

    /** The same, where this tracer is told, too. */
    public GuardedServices tracedBy(ServerStreamTracer.Factory tracer) {
        List<ServerStreamTracer.Factory> all = new ArrayList<>(tracers);
        all.add(tracer);
        return new GuardedServices(definitions, all, executor, timer);
    }
}
