package io.reco.it;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One server that a test starts, hurts and starts again. Its ports stay, and its data outlives it until closed. */
interface TestServer extends AutoCloseable {

    /** Memory that a server gets when a test does not say otherwise, in MiB. */
    int MEMORY_MIB = 512;

    /**
     * How a server is started.
     *
     * @param settings {@code RECO_*} variables
     * @param data a store that was there before: a {@code .tar.gz} of the data directory's content
     * @param diskMib size of the data's file system; containers only
     */
    record Setup(Map<String, String> settings, Optional<Path> data, Optional<Integer> diskMib) {

        static final Setup EMPTY = new Setup(Map.of("RECO_DRAIN_DELAY", "0s"), Optional.empty(), Optional.empty());

        static final Setup DEMO =
                new Setup(Map.of("RECO_DRAIN_DELAY", "0s", "RECO_DEMO", "true"), Optional.empty(), Optional.empty());

        Setup with(Map<String, String> more) {
            Map<String, String> all = new HashMap<>(settings);
            all.putAll(more);
            return new Setup(all, data, diskMib);
        }

        /** Whether its store is one that servers share. */
        boolean isShared() {
            return settings.getOrDefault("RECO_STORE", "").startsWith("valkey");
        }
    }

    /** A new server on the chosen target and store; it serves when this returns. */
    static TestServer start(Setup setup) {
        TestServer server = switch (Target.chosen()) {
            case CONTAINER -> new ContainerServer(SharedStore.isChosen() ? setup.with(SharedStore.take()) : setup);
            case PROCESS -> {
                Missing.unless(!SharedStore.isChosen(), "a container engine");
                yield new ProcessServer(setup);
            }
        };
        server.start();
        return server;
    }

    /** Starts it, for the first time or again on the same ports and data, and waits until it serves. */
    void start();

    /** {@code host:port} to call. */
    String target();

    URI http();

    /** Asks it to stop (SIGTERM), and does not wait. */
    void terminate();

    /** Ends it at once (SIGKILL), and waits until it is gone. */
    void kill();

    /** Waits until it ended by itself or when asked to, and says how: 0 or 128 + the signal. */
    int awaitExit(Duration atMost);

    /** Freezes it: connections stay, nothing answers. */
    void pause();

    void resume();

    /** Memory in use, in bytes, as the operating system counts it. */
    long memoryUsed();

    /** Ends it and removes its data. */
    @Override
    void close();
}
