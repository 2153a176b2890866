package io.reco.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a server's process has taken from its machine.
 *
 * @param heapMib what its heap holds after a collection
 * @param directMib buffers beside the heap, as far as the JVM counts them
 * @param logBytes all it has written into its log so far
 */
record Vitals(long heapMib, long directMib, long residentMib, long threads, long files, long logBytes) {

    private static final int MIB = 1 << 20;

    static Vitals of(AttackedServer server) throws IOException {
        server.collectGarbage();
        Path process = Path.of("/proc/" + server.pid());
        return new Vitals(
                (long) server.metric("jvm_memory_used_bytes{area=\"heap\"}") / MIB,
                (long) server.metric("jvm_buffer_pool_used_bytes{pool=\"direct\"}") / MIB,
                ProcessStatus.residentBytes(Files.readString(process.resolve("status"))) / MIB,
                entries(process.resolve("task")),
                entries(process.resolve("fd")),
                Files.size(server.output()));
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
