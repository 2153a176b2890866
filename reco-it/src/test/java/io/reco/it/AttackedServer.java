package io.reco.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

/** The packaged application with a small heap, whose process can be looked into. */
final class AttackedServer implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(4);
    private static final Duration LOOK_MAX = Duration.ofMinutes(1);

    private final int port = FreePorts.take();
    private final int httpPort = FreePorts.take();
    private final Path output;
    private final Path audit;
    private final Process process;

    private AttackedServer(Path folder) throws IOException {
        output = folder.resolve("output");
        audit = folder.resolve("audit");
        ProcessBuilder builder = new ProcessBuilder(Application.command(
                        List.of("-Xmx256m", "-Dreco.audit.file=" + audit),
                        "serve",
                        "--demo",
                        "--port",
                        String.valueOf(port),
                        "--http-port",
                        String.valueOf(httpPort),
                        "--store",
                        folder.resolve("data").toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RECO_") || name.startsWith("JAVA_"));
        process = builder.start();
    }

    /** One that serves, its store and its log in a folder. */
    static AttackedServer start(Path folder) throws IOException {
        AttackedServer server = new AttackedServer(folder);
        Awaitility.await()
                .atMost(START_MAX)
                .failFast("It ended before it served.", () -> !server.isAlive())
                .until(() -> ServingWaitStrategy.serving("127.0.0.1:" + server.port()));
        return server;
    }

    int port() {
        return port;
    }

    int httpPort() {
        return httpPort;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written, but for the audit log. */
    Path output() {
        return output;
    }

    /** Its audit log, which tells of every call that is to be told of, however many they are. */
    Path audit() {
        return audit;
    }

    /** 0 where there is no such series. */
    double metric(String series) {
        return Metrics.of(URI.create("http://127.0.0.1:" + httpPort)).value(series);
    }

    void collectGarbage() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Programs.run(LOOK_MAX, Map.of(), jcmd.toString(), String.valueOf(pid()), "GC.run");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
