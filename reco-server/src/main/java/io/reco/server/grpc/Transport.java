package io.reco.server.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;

import io.reco.server.access.Access;
import io.reco.server.access.Openness;
import io.reco.server.access.quota.Allowances;
import io.reco.server.grpc.audit.AuditTrail;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.StreamLimits;
import io.reco.server.tls.Tls;

/**
 * How the server speaks to the network.
 *
 * @param host address to bind
 * @param port 0 picks a free one
 * @param tls certificates of the port; empty: plaintext
 * @param handshakeMax how long a new connection may take until it can be used
 * @param deadlineMax longest a call may last that is no stream
 * @param streams what bounds streams
 * @param access finds out who calls
 * @param allowances what callers have left of their quotas
 * @param audit notes who changed what
 * @param refusals remembers what callers were refused
 * @param reflection to whom the contract is told (gRPC server reflection)
 * @param drainDelay between saying NOT_SERVING and refusing connections, so that load balancers look elsewhere first
 * @param shutdownGrace how long calls under way may go on
 * @param tracers see every call, even those that no service answers
 * @param tracing follows calls of the contract on their way; empty: nobody asked for it
 */
public record Transport(
        String host,
        int port,
        Optional<Tls> tls,
        Duration handshakeMax,
        Duration deadlineMax,
        StreamLimits streams,
        Access access,
        Allowances allowances,
        AuditTrail audit,
        RecentRefusals refusals,
        Openness reflection,
        Duration drainDelay,
        Duration shutdownGrace,
        List<ServerStreamTracer.Factory> tracers,
        Optional<ServerInterceptor> tracing) {

    public Transport {
        tracers = List.copyOf(tracers);
    }
}
