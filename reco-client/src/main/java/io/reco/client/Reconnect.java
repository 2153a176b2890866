package io.reco.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * Keeps a channel whose servers are all away trying. gRPC's own pauses between two attempts grow to two minutes and cannot
 * be set, so a client would go on failing long after the servers are back.
 */
final class Reconnect {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final ManagedChannel channel;

    Reconnect(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Waits for the channel's next change of state; costs nothing until then. */
    void watch() {
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            tryAgainLater();
        } else if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::watch);
        }
    }

    private void tryAgainLater() {
        CompletableFuture.delayedExecutor(PAUSE.toMillis(), MILLISECONDS).execute(() -> {
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
            watch();
        });
    }
}
