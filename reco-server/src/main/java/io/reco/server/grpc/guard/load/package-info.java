/**
 * How much is taken on. A call is a {@link io.reco.server.grpc.guard.load.Passage} from its first byte to its last: it is
 * admitted or refused on the thread of the network, before anything of it waits ({@link io.reco.server.grpc.guard.load.Load}); it
 * waits for a thread in the order of its class ({@link io.reco.server.grpc.guard.load.CallThreads}); the bytes of its request
 * and of its answer are counted until they are gone.
 *
 * <p>A door other than gRPC's does what gRPC does with {@link io.reco.server.grpc.guard.load.GrpcDoor}: it has a tracer made
 * when a call arrives, puts the call into the context that the tracer makes, tells it of each byte of the body and of the end of
 * the exchange; and asks the executor supplier, in that context, before it reads the body. Where the call is refused that gives
 * an executor of the asking thread, and the call is to be started on it all the same: {@link
 * io.reco.server.grpc.guard.load.LoadGuard}, the outermost interceptor, answers it. The attribute {@code GrpcDoor.CONNECTION}
 * of a call says which connection it came by, one of {@code Load.connection()} each.
 */
@NullMarked
package io.reco.server.grpc.guard.load;

import org.jspecify.annotations.NullMarked;
