package io.reco.it;

import java.util.concurrent.TimeUnit;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Waits until the server's gRPC health service says SERVING: its port opens before its first model is up. */
public final class ServingWaitStrategy extends AbstractWaitStrategy {

    private static final int ATTEMPT_MILLIS_MAX = 1_000;
    private static final int PAUSE_MILLIS = 50;

    private final int port;

    /** The health service is asked on this port of the container. */
    public ServingWaitStrategy(int port) {
        this.port = port;
    }

    @Override
    protected void waitUntilReady() {
        String target = waitStrategyTarget.getHost() + ":" + waitStrategyTarget.getMappedPort(port);
        long deadline = System.nanoTime() + startupTimeout.toNanos();
        while (!serving(target)) {
            if (!waitStrategyTarget.isRunning()) {
                throw new ContainerLaunchException("The container ended before it served.");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ContainerLaunchException("Not SERVING on " + target + " after " + startupTimeout + ".");
            }
            pause();
        }
    }

    /** Whether the server at {@code host:port} says SERVING now; false also when nothing answers within a second. */
    static boolean serving(String target) {
        // A new channel each time: one that failed to connect backs off for ever longer.
        ManagedChannel channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(ATTEMPT_MILLIS_MAX, TimeUnit.MILLISECONDS)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus()
                    == ServingStatus.SERVING;
        } catch (StatusRuntimeException e) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerLaunchException("Interrupted while waiting for the server.", e);
        }
    }
}
