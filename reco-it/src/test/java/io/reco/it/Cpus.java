package io.reco.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/**
 * CPUs of a server and, apart from them, those of who calls it, which is this process: what the caller costs is taken from the
 * caller. Where that cannot be had (one CPU, or no {@code taskset} of util-linux) both share all there are.
 */
final class Cpus implements AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private static final Duration RUN_MAX = Duration.ofSeconds(30);

    private final List<Integer> all;
    private final int servers;

    private Cpus(List<Integer> all, int servers) {
        this.all = all;
        this.servers = servers;
    }

    /** Keeps this process to one half of its CPUs until it is closed, and leaves the other one to the server. */
    static Cpus divide() throws IOException {
        boolean can = Files.isExecutable(TASKSET) && Files.isReadable(STATUS);
        List<Integer> all = can ? allowed() : List.of();
        Cpus cpus = new Cpus(all, all.size() / 2);
        if (cpus.areDivided()) {
            keepTo(all.subList(cpus.servers, all.size()));
        }
        return cpus;
    }

    boolean areDivided() {
        return servers > 0;
    }

    /** What the server's command is given to as arguments. */
    List<String> ofServer() {
        return areDivided() ? List.of(TASKSET.toString(), "-c", text(all.subList(0, servers))) : List.of();
    }

    private static List<Integer> allowed() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(one -> one.startsWith(ALLOWED))
                .findFirst()
                .orElse(ALLOWED + "0");
        List<Integer> all = new ArrayList<>();
        for (String range : line.substring(ALLOWED.length()).strip().split(",", -1)) {
            String[] ends = range.split("-", 2);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                all.add(cpu);
            }
        }
        return all;
    }

    /** All threads that there are; those to come get it from whoever begins them. */
    private static void keepTo(List<Integer> cpus) {
        String own = Long.toString(ProcessHandle.current().pid());
        String[] command = {TASKSET.toString(), "-a", "-c", "-p", text(cpus), own};
        // It fails when a thread ends meanwhile.
        Awaitility.await()
                .until(() -> Programs.tryRun(RUN_MAX, Map.of(), command).code() == 0);
    }

    private static String text(List<Integer> cpus) {
        return cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        if (areDivided()) {
            keepTo(all);
        }
    }
}
