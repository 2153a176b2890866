package io.reco.server.store.valkey.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.reco.server.store.valkey.shard.node.Address;

/** A real server process of the shared store, with the settings that we ship and its own folder. */
public final class ValkeyProcess implements AutoCloseable {

    private static final Path SHIPPED = Path.of("src/main/cluster/valkey.conf");

    private final Path folder;
    private final Address address;
    private final int busPort;
    private final List<String> settings;
    private Process process;

    private ValkeyProcess(Path folder, Address address, int busPort, List<String> settings) {
        this.folder = folder;
        this.busPort = busPort;
        this.address = address;
        this.settings = settings;
        this.process = started(folder);
    }

    /** Starts one in a new folder; it may not listen yet. */
    static ValkeyProcess start(Path folder, int port, int busPort, List<String> settings) throws IOException {
        boolean tls = settings.stream().anyMatch(line -> line.startsWith("tls-"));
        String listening = tls ? "port 0\ntls-port " + port : "port " + port;
        List<String> own = List.of(listening, "cluster-port " + busPort, "bind 127.0.0.1");
        return start(folder, new Address("127.0.0.1", port), busPort, own, settings);
    }

    /**
     * Starts one on a machine of {@link CutWires}, with the ports by which others reach it.
     *
     * @param announced the port for callers, and the one for the others of the cluster
     */
    static ValkeyProcess startOn(
            String machine, Path folder, int port, int busPort, int[] announced, List<String> settings)
            throws IOException {
        List<String> own = List.of(
                "port " + port,
                "cluster-port " + busPort,
                "bind " + machine,
                "bind-source-addr " + machine,
                "protected-mode no",
                "cluster-announce-ip " + machine,
                "cluster-announce-port " + announced[0],
                "cluster-announce-bus-port " + announced[1],
                "replica-announce-ip " + machine,
                "replica-announce-port " + announced[0]);
        return start(folder, new Address(machine, announced[0]), announced[1], own, settings);
    }

    private static ValkeyProcess start(
            Path folder, Address address, int busPort, List<String> places, List<String> settings) throws IOException {
        Files.createDirectories(folder);
        List<String> own = new ArrayList<>(places);
        own.addAll(List.of("dir " + folder, "logfile valkey.log"));
        Files.writeString(
                folder.resolve("valkey.conf"),
                Files.readString(SHIPPED) + "\n" + String.join("\n", own) + "\n" + String.join("\n", settings) + "\n");
        return new ValkeyProcess(folder, address, busPort, settings);
    }

    Address address() {
        return address;
    }

    /** Where it listens for the others. */
    int busPort() {
        return busPort;
    }

    Path folder() {
        return folder;
    }

    /** With what its folder holds; it may not listen yet. */
    public void restart() {
        process = started(folder);
    }

    private static Process started(Path folder) {
        try {
            return new ProcessBuilder(
                            "valkey-server", folder.resolve("valkey.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}; returns once it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public void pause() {
        signal("-STOP");
    }

    public void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + ": failed (expected: a process that lives)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How much of the CPUs it has taken. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return address + settings.toString();
    }
}
