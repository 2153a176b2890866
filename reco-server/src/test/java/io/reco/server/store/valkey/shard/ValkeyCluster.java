package io.reco.server.store.valkey.shard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Command;
import io.reco.server.store.valkey.shard.node.Connection;
import io.reco.server.store.valkey.shard.node.Login;
import io.reco.server.store.valkey.shard.node.Nodes;
import io.reco.server.store.valkey.shard.node.Slots;
import io.reco.server.store.valkey.shard.node.Wires;

/**
 * A cluster of nine real processes in temporary folders: three "machines", each with the primary of one shard and a replica of
 * each of the two others. All of them end with it, or with this JVM.
 */
public final class ValkeyCluster implements AutoCloseable {

    private static final int MACHINES = 3;
    private static final Duration SOON = Duration.ofSeconds(60);
    /** What a process itself gives a hand-over, and some more. */
    private static final Duration HAND_OVER_MAX = Duration.ofSeconds(6);

    private static final String MEMORY = "64mb";
    private static final int NODE_TIMEOUT_MS = 2_000;
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    /** Below those that outgoing connections get, so that nobody takes the port of a process that is restarted. */
    private static int nextPort = FIRST_PORT + (int) (ProcessHandle.current().pid() * 64 % PORTS);

    private static @Nullable ValkeyCluster shared;

    private final Path folder;
    private final List<ValkeyProcess> processes = new ArrayList<>();
    private final Nodes nodes;
    private final Wires wires;
    private final @Nullable CutWires cut;
    private final Thread end = new Thread(this::end);

    private ValkeyCluster(Path folder, Login login, @Nullable CutWires cut) {
        this.folder = folder;
        this.nodes = new Nodes(login);
        this.wires = new Wires(nodes);
        this.cut = cut;
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** One for all tests of this JVM that leave it as it is, but for what is kept in it; it ends with the JVM. */
    public static synchronized ValkeyCluster shared() {
        ValkeyCluster one = shared == null ? start() : shared;
        shared = one;
        return one;
    }

    /**
     * One that is complete.
     *
     * @param settings lines for all processes, after those that we ship
     */
    public static ValkeyCluster start(String... settings) {
        return start(Login.OPEN, settings);
    }

    /**
     * The same, where not everybody is let in.
     *
     * @param login of who may do everything; with authorities the processes talk TLS, as the settings say
     */
    public static ValkeyCluster start(Login login, String... settings) {
        return start(login, null, settings);
    }

    /** One whose machines can be cut off from each other. */
    static ValkeyCluster start(CutWires wires) {
        return start(Login.OPEN, wires);
    }

    private static ValkeyCluster start(Login login, @Nullable CutWires wires, String... settings) {
        ValkeyServers.needed();
        try {
            ValkeyCluster cluster = new ValkeyCluster(Files.createTempDirectory("valkey"), login, wires);
            try {
                cluster.form(settings);
            } catch (IOException | RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void form(String... settings) throws IOException {
        List<String> lines = new ArrayList<>(List.of("maxmemory " + MEMORY, "repl-backlog-size 4mb"));
        lines.addAll(List.of(settings));
        for (int i = 0; i < MACHINES * MACHINES; i++) {
            processes.add(process(i, folder.resolve("p" + i), lines));
        }
        processes.forEach(process -> awaitAnswer(process));
        for (int shard = 0; shard < MACHINES; shard++) {
            ValkeyProcess primary = process(shard, 0);
            ask(
                    primary,
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    shard * Slots.COUNT / MACHINES,
                    (shard + 1) * Slots.COUNT / MACHINES - 1);
            ask(primary, "CLUSTER", "SET-CONFIG-EPOCH", shard + 1);
        }
        for (ValkeyProcess process : processes.subList(1, processes.size())) {
            ask(
                    processes.get(0),
                    "CLUSTER",
                    "MEET",
                    process.address().host(),
                    process.address().port(),
                    process.busPort());
        }
        for (ValkeyProcess process : processes) {
            await().atMost(SOON)
                    .until(() -> text(process, "CLUSTER", "NODES").lines().count() == processes.size()
                            && !text(process, "CLUSTER", "NODES").contains("handshake"));
        }
        for (int shard = 0; shard < MACHINES; shard++) {
            String id = text(process(shard, 0), "CLUSTER", "MYID");
            for (int copy = 1; copy < MACHINES; copy++) {
                ask(process(shard + copy, copy), "CLUSTER", "REPLICATE", id);
            }
        }
        awaitComplete();
    }

    private ValkeyProcess process(int number, Path folder, List<String> lines) throws IOException {
        int port = freePort();
        int busPort = freePort();
        if (cut == null) {
            return ValkeyProcess.start(folder, port, busPort, lines);
        }
        int machine = number / MACHINES;
        int[] announced = {cut.to(machine, port), cut.to(machine, busPort)};
        String host = CutWires.machine(machine).getHostAddress();
        return ValkeyProcess.startOn(host, folder, port, busPort, announced, lines);
    }

    /** On a machine, counted round: at first the first one is the primary of the machine's shard. */
    public ValkeyProcess process(int machine, int number) {
        return processes.get(machine % MACHINES * MACHINES + number);
    }

    /** The three of a machine. */
    public List<ValkeyProcess> machine(int machine) {
        return processes.subList(machine * MACHINES, (machine + 1) * MACHINES);
    }

    /** Whatever was done to it: all processes there, each with the settings of its file, empty, and a primary on each machine. */
    public void heal() {
        for (ValkeyProcess process : processes) {
            if (!process.isAlive()) {
                process.restart();
            }
            process.goOn();
            awaitAnswer(process);
        }
        set("cluster-replica-validity-factor", 1);
        set("cluster-node-timeout", NODE_TIMEOUT_MS);
        set("maxmemory", MEMORY);
        awaitComplete();
        empty();
        for (int shard = 0; shard < MACHINES; shard++) {
            ValkeyProcess first = process(shard, 0);
            handOverTo(first);
        }
        awaitComplete();
    }

    /** Has a replica take over in order, unless it has; one that gets no votes in time is asked again. */
    void handOverTo(ValkeyProcess replica) {
        AtomicLong askedNanos = new AtomicLong(System.nanoTime() - HAND_OVER_MAX.toNanos());
        await().atMost(SOON)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    if (isPrimary(replica)) {
                        return true;
                    }
                    if (System.nanoTime() - askedNanos.get() >= HAND_OVER_MAX.toNanos()) {
                        ask(replica, "CLUSTER", "FAILOVER");
                        askedNanos.set(System.nanoTime());
                    }
                    return false;
                });
    }

    public List<ValkeyProcess> processes() {
        return List.copyOf(processes);
    }

    public List<Address> addresses() {
        return processes.stream().map(ValkeyProcess::address).toList();
    }

    /** The process that is the primary of a key's slot, by what a majority says. */
    public ValkeyProcess primaryOf(String key) {
        List<ValkeyProcess> primaries = primariesOf(key);
        if (primaries.size() != 1) {
            throw new IllegalStateException("primaries: " + primaries + " (expected: one)");
        }
        return primaries.get(0);
    }

    /** All processes that take themselves for it. */
    List<ValkeyProcess> primariesOf(String key) {
        int slot = Slots.of(key.getBytes(ISO_8859_1));
        return processes.stream().filter(process -> isPrimary(process, slot)).toList();
    }

    private boolean isPrimary(ValkeyProcess process) {
        return text(process, "INFO", "replication").contains("role:master");
    }

    private boolean isPrimary(ValkeyProcess process, int slot) {
        String nodes;
        try {
            nodes = text(process, "CLUSTER", "NODES");
        } catch (CompletionException e) {
            return false; // it hangs, or is gone
        }
        return nodes.lines()
                .filter(line -> line.contains("myself,master") && !line.contains("fail"))
                .anyMatch(line -> has(line, slot));
    }

    private static boolean has(String line, int slot) {
        return Stream.of(line.split(" ", -1))
                .skip(8)
                .filter(range -> !range.startsWith("["))
                .anyMatch(range -> {
                    String[] ends = range.split("-", -1);
                    return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
                });
    }

    /** Those that copy a primary, and are connected to it. */
    public List<ValkeyProcess> replicasOf(ValkeyProcess primary) {
        String replication = text(primary, "INFO", "replication");
        return processes.stream()
                .filter(process ->
                        replication.contains("port=" + process.address().port() + ",state=online"))
                .toList();
    }

    /** Waits until each of three primaries has two replicas that are well, and everybody agrees. */
    public void awaitComplete() {
        try {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::complete);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not complete: " + described(), e);
        }
    }

    private String described() {
        StringBuilder text = new StringBuilder();
        for (ValkeyProcess process : processes) {
            text.append('\n').append(process);
            try {
                text.append('\n').append(text(process, "CLUSTER", "NODES"));
                text.append('\n').append(text(process, "INFO", "replication"));
            } catch (CompletionException e) {
                text.append(" does not answer, lives: ").append(process.isAlive());
            }
        }
        return text.toString();
    }

    private boolean complete() {
        int primaries = 0;
        for (ValkeyProcess process : processes) {
            String nodes = text(process, "CLUSTER", "NODES");
            String info = text(process, "CLUSTER", "INFO");
            String replication = text(process, "INFO", "replication");
            boolean primary = replication.contains("role:master");
            primaries += primary ? 1 : 0;
            boolean well = primary
                    ? replicasOf(process).size() == MACHINES - 1
                    : replication.contains("master_link_status:up");
            if (!well || nodes.contains("fail") || !info.contains("cluster_state:ok")) {
                return false;
            }
        }
        return primaries == MACHINES;
    }

    /** Removes all that is kept. */
    public void empty() {
        processes.stream().filter(this::isPrimary).forEach(primary -> ask(primary, "FLUSHALL"));
    }

    /** What a key takes of the memory of its primary, with all that it holds; bytes. */
    public long memoryOf(byte[] key) {
        ValkeyProcess primary = primaryOf(new String(key, ISO_8859_1));
        return (Long) ask(primary, "MEMORY", "USAGE", new String(key, ISO_8859_1), "SAMPLES", 0)
                .get(0);
    }

    /** How many entries a stream has. */
    public long entries(byte[] stream) {
        ValkeyProcess primary = primaryOf(new String(stream, ISO_8859_1));
        return (Long) ask(primary, "XLEN", new String(stream, ISO_8859_1)).get(0);
    }

    /** Has a partition's log be as it was before its newest entry came, which was of one fact. */
    public void loseNewest(byte[] stream, byte[] partition) {
        String key = new String(stream, ISO_8859_1);
        ValkeyProcess primary = primaryOf(key);
        List<Object> newest = ask(primary, "XREVRANGE", key, "+", "-", "COUNT", 2);
        ask(primary, "XDEL", key, text(((List<?>) newest.get(0)).get(0)));
        String[] before = text(((List<?>) newest.get(1)).get(0)).split("-", -1);
        String known = new String(partition, ISO_8859_1);
        ask(primary, "HSET", known, "ms", before[0], "seq", before[1]);
        ask(primary, "HINCRBY", known, "n", -1);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, ISO_8859_1);
    }

    public void remove(byte[] key) {
        String name = new String(key, ISO_8859_1);
        ask(primaryOf(name), "DEL", name);
    }

    /** How long a key has to live, seconds; -1 for ever, -2 for one that is not there. */
    public long secondsLeft(byte[] key) {
        ValkeyProcess primary = primaryOf(new String(key, ISO_8859_1));
        return (Long) ask(primary, "TTL", new String(key, ISO_8859_1)).get(0);
    }

    /** Has all processes take at most so much memory, such as {@code 64mb}, from now on. */
    public void limitMemory(String most) {
        processes.forEach(process -> ask(process, "CONFIG", "SET", "maxmemory", most));
    }

    /** How much of the CPUs all processes have taken. */
    public Duration cpu() {
        return processes.stream().map(ValkeyProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /** Closes a primary's connections to its replicas, which come again as soon as they can. */
    public void disconnectReplicas(ValkeyProcess primary) {
        ask(primary, "CLIENT", "KILL", "TYPE", "replica");
    }

    /** Changes a setting of all processes, until they are healed or start again. */
    void set(String setting, Object value) {
        processes.forEach(process -> ask(process, "CONFIG", "SET", setting, value));
    }

    /** What a process answers. */
    List<Object> ask(ValkeyProcess process, String command, Object... arguments) {
        try {
            Connection wire = wires.to(process.address()).get(2, TimeUnit.SECONDS);
            return wire.send(Command.of(command, arguments)).get(2, TimeUnit.SECONDS);
        } catch (Exception e) {
            wires.cut(process.address());
            throw new CompletionException(e);
        }
    }

    String text(ValkeyProcess process, String command, Object... arguments) {
        return new String((byte[]) ask(process, command, arguments).get(0), ISO_8859_1);
    }

    /** Waits until a process that was started answers. */
    void awaitAnswer(ValkeyProcess process) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> text(process, "PING").equals("PONG"));
    }

    private static synchronized int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + nextPort++ % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // somebody else's
            }
        }
    }

    private void end() {
        try {
            endProcesses();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        nodes.close();
        endProcesses();
        Runtime.getRuntime().removeShutdownHook(end);
    }

    private void endProcesses() throws IOException {
        processes.forEach(ValkeyProcess::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
