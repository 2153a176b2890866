package io.reco.server.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;

/**
 * The contract's services behind all that looks at their calls. Whatever is to hold for calls of every transport is an
 * interceptor or a tracer in here; what only gRPC's transport can see (frames, connections) is not.
 *
 * @param definitions every service of the contract
 * @param tracers make what is told of each call, in their order
 * @param executors asked for each call in its context, as soon as its header is there, for what runs it; answers at once with an
 *     executor that runs on the caller's own thread where the call is refused, which running it tells the caller
 * @param timer ends calls at their deadlines
 */
public record GuardedServices(
        List<ServerServiceDefinition> definitions,
        List<ServerStreamTracer.Factory> tracers,
        ServerCallExecutorSupplier executors,
        ScheduledExecutorService timer) {

    public GuardedServices {
        definitions = List.copyOf(definitions);
        tracers = List.copyOf(tracers);
    }

    /** The same, where this tracer is told, too. */
    public GuardedServices tracedBy(ServerStreamTracer.Factory tracer) {
        List<ServerStreamTracer.Factory> all = new ArrayList<>(tracers);
        all.add(tracer);
        return new GuardedServices(definitions, all, executors, timer);
    }
}
