package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The packaged application as a process of this machine, its data in a temporary directory. */
final class ProcessServer implements TestServer {

    private static final Duration START_MAX = Duration.ofMinutes(4);
    private static final Duration END_MAX = Duration.ofSeconds(30);

    private final Setup setup;
    private final Path data;
    private final int port = FreePorts.take();
    private final int httpPort = FreePorts.take();
    private @Nullable Process process;

    ProcessServer(Setup setup) {
        if (setup.diskMib().isPresent()) {
            throw new IllegalArgumentException(
                    "diskMib: " + setup.diskMib().get() + " (expected: only for a container)");
        }
        this.setup = setup;
        try {
            data = Files.createTempDirectory("reco-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        setup.data().ifPresent(archive -> run("tar", "-xzf", archive.toString(), "-C", data.toString()));
    }

    @Override
    public void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As in the image, which gets them from the container's limit.
        command.addAll(List.of("-XX:MaxRAM=" + MEMORY_MIB + "m", "-XX:MaxRAMPercentage=50"));
        command.addAll(List.of(
                "-jar", WorkingTree.application().resolve("reco-server.jar").toString(), "serve"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                ServerLogs.file("process-" + port).toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("RECO_"));
        environment.put("RECO_PORT", String.valueOf(port));
        environment.put("RECO_HTTP_PORT", String.valueOf(httpPort));
        environment.put("RECO_STORE", data.toString());
        environment.putAll(setup.settings());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Awaitility.await()
                    .atMost(START_MAX)
                    .failFast(
                            "The server ended before it served.",
                            () -> !process().isAlive())
                    .until(() -> ServingWaitStrategy.serving(target()));
        } catch (RuntimeException e) {
            process().destroyForcibly(); // nobody gets it, so nobody else can
            throw e;
        }
    }

    @Override
    public String target() {
        return "127.0.0.1:" + port;
    }

    @Override
    public URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** Where its store is. */
    Path data() {
        return data;
    }

    @Override
    public void terminate() {
        process().destroy();
    }

    @Override
    public void kill() {
        process().destroyForcibly();
        awaitExit(END_MAX);
    }

    @Override
    public int awaitExit(Duration atMost) {
        try {
            if (!process().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The server did not end within " + atMost + ".");
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the server's end.", e);
        }
    }

    @Override
    public void pause() {
        run("kill", "-STOP", String.valueOf(process().pid()));
    }

    @Override
    public void resume() {
        run("kill", "-CONT", String.valueOf(process().pid()));
    }

    @Override
    public long memoryUsed() {
        try {
            return ProcessStatus.residentBytes(
                    Files.readString(Path.of("/proc/" + process().pid() + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process process() {
        return Objects.requireNonNull(process, "process");
    }

    private static void run(String... command) {
        Programs.run(Duration.ofSeconds(30), Map.of(), command);
    }
}
