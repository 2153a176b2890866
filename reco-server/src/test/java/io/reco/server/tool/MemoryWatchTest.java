package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.OutOfMemory;

/** Programs that fill their heap, each in a Java of its own, by collectors that have no limit of their own. */
class MemoryWatchTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"G1", "Serial"})
    void theFirstThreadThatMemoryEndsEndsTheProcessThoughNothingWasLoadedForItBefore(String collector)
            throws Exception {
        assertEnds(collector, Dying.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G1", "Serial"})
    void aProgramThatKeepsItsErrorsToItselfEndsAsWell(String collector) throws Exception {
        assertEnds(collector, Swallowing.class);
    }

    private void assertEnds(String collector, Class<?> program) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+Use" + collector + "GC",
                        "-cp",
                        classPath(),
                        program.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES))
                    .as("it ended; it wrote: %s", Files.readString(output))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(MemoryWatch.EXIT_CODE);
            assertThat(output).content().contains("reco: out of memory, so this process ends (expected: ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() {
        return Stream.of(MemoryWatch.class, MemoryWatchTest.class, OutOfMemory.class, LoggerFactory.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(location.getPath()).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Its main thread ends, another one would keep it alive for ever. */
    static final class Dying {

        private static @Nullable Link last;

        private Dying() {}

        public static void main(String[] arguments) {
            MemoryWatch.install(() -> 0);
            new Thread(Dying::rest).start();
            while (true) {
                last = new Link(last);
            }
        }

        private static void rest() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As the loops of libraries do: whatever happens, they go on. */
    static final class Swallowing {

        private static @Nullable Link last;

        private Swallowing() {}

        public static void main(String[] arguments) {
            MemoryWatch.install(() -> 0);
            while (true) {
                try {
                    last = new Link(last);
                } catch (OutOfMemoryError e) {
                    // The next one may be luckier.
                }
            }
        }
    }

    /** So small that the heap is full to its last bytes. */
    private record Link(@Nullable Link before) {}
}
