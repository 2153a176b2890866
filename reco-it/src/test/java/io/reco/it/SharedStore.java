package io.reco.it;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/**
 * The Valkey cluster that all servers of a run share where {@code -Dreco.it.store=cluster} asks for it: one for the whole run,
 * empty whenever a first server takes it.
 */
final class SharedStore {

    private static int users;
    private static @Nullable Compose cluster;
    private static @Nullable String volume;

    private SharedStore() {}

    static boolean isChosen() {
        return System.getProperty("reco.it.store", "").equals("cluster");
    }

    /** What a server needs to use it. The server is to {@link #leave()} when it is closed. */
    static synchronized Map<String, String> take() {
        if (cluster == null) {
            cluster = start();
        }
        if (users++ == 0) {
            volume = DockerClientFactory.lazyClient().createVolumeCmd().exec().getName();
            cluster.empty();
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("RECO_STORE", cluster.store());
        settings.put("RECO_SNAPSHOTS", "/data");
        return settings;
    }

    private static Compose start() {
        Compose.needed();
        Compose started = new Compose("cluster", Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "compose-down"));
        started.runJob("valkey-form");
        return started;
    }

    /** The volume that its servers share, for snapshots. */
    static synchronized String volume() {
        return Objects.requireNonNull(volume, "volume");
    }

    /** The network in which its processes are. */
    static synchronized String network() {
        return Objects.requireNonNull(cluster, "cluster").network();
    }

    static synchronized void leave() {
        users--;
        if (users == 0) {
            DockerClientFactory.lazyClient().removeVolumeCmd(volume()).exec();
        }
    }
}
