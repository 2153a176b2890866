package io.reco.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Other programs of this machine; of variables named {@code RECO_} they get those they are given, and no other. */
final class Programs {

    private Programs() {}

    /**
     * How a program ended.
     *
     * @param output what it wrote, on both of its streams
     */
    record Outcome(int code, String output) {}

    /** Runs a program that must end well and in time, and returns what it wrote. */
    static String run(Duration atMost, Map<String, String> environment, String... command) {
        Outcome outcome = tryRun(atMost, environment, command);
        if (outcome.code() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + outcome.code() + ":\n" + outcome.output());
        }
        return outcome.output();
    }

    /** Runs a program; one that is not installed ends with 127, as in a shell. */
    static Outcome tryRun(Duration atMost, Map<String, String> environment, String... command) {
        try {
            Path output = Files.createTempFile("reco-it", ".out");
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(WorkingTree.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("RECO_"));
            builder.environment().putAll(environment);
            try {
                return new Outcome(code(builder, atMost), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int code(ProcessBuilder builder, Duration atMost) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return 127;
        }
        try {
            process.getOutputStream().close();
            if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException(String.join(" ", builder.command()) + " did not end within " + atMost);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + builder.command(), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
