package io.reco.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** The packaged program in a process of its own, with a heap of a size of its own, whatever the suite's target is. */
final class Serving implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(4);
    /** How exactly a start can be timed. */
    private static final Duration LOOK = Duration.ofMillis(25);

    private final Process process;
    private final int port;
    private final int httpPort;

    private Serving(Process process, int port, int httpPort) {
        this.process = process;
        this.port = port;
        this.httpPort = httpPort;
    }

    /** Serves; what it writes is in a file beside its data. */
    static Serving start(Path folder, String heap, String... more) throws IOException {
        return start(folder, List.of(), heap, more);
    }

    /** The same; its command is given to {@code before} as arguments. */
    static Serving start(Path folder, List<String> before, String heap, String... more) throws IOException {
        int port = FreePorts.take();
        int httpPort = FreePorts.take();
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--port",
                String.valueOf(port),
                "--http-port",
                String.valueOf(httpPort),
                "--store",
                folder.resolve("data").toString()));
        arguments.addAll(Arrays.asList(more));
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Application.command(List.of(heap), arguments.toArray(String[]::new))));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("JAVA_"));
        Serving serving = new Serving(builder.start(), port, httpPort);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(START_MAX)
                .failFast("The server ended before it served.", () -> !serving.isAlive())
                .until(() -> ServingWaitStrategy.serving(serving.target()));
        return serving;
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Memory that is in use, in bytes. */
    long residentBytes() throws IOException {
        return ProcessStatus.residentBytes(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    }

    /** Asks it to end, and says whether it did. */
    boolean terminate(Duration within) throws InterruptedException {
        process.destroy();
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
