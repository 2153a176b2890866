package io.reco.client.internal.channel;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * Keeps a channel whose servers are all away trying. gRPC's own pauses between two attempts grow to two minutes and cannot
 * be set, so a client would go on failing long after the servers are back.
 */
final class Reconnect {
    /* Not the same for all clients: they lost their servers at the same moment, and must not come back at one. */
    private static final long PAUSE_MIN_MS = 2_000;
    private static final long PAUSE_MAX_MS = 4_000;

    /** Weak, so that gRPC can tell of a channel that was let go without being closed. */
    private final WeakReference<ManagedChannel> watched;

    Reconnect(ManagedChannel channel) {
        this.watched = new WeakReference<>(channel);
    }

    /** Waits for the channel's next change of state; costs nothing until then. */
    void watch() {
        ManagedChannel channel = watched.get();
        if (channel == null) {
            return;
        }
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            tryAgainLater();
        } else if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::watch);
        }
    }

    private void tryAgainLater() {
        long pauseMs = ThreadLocalRandom.current().nextLong(PAUSE_MIN_MS, PAUSE_MAX_MS);
        CompletableFuture.delayedExecutor(pauseMs, MILLISECONDS).execute(() -> {
            ManagedChannel channel = watched.get();
            if (channel != null && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
            watch();
        });
    }
}
