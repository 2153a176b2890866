package io.reco.server.store.valkey;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/**
 * What a fact takes in a cluster's memory and in files, and how fast a log is read from either. From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=ArchiveBenchmark
 * }</pre>
 */
public final class ArchiveBenchmark {

    private static final int PARTITIONS = 32;
    private static final int CALLS = 3_000;
    private static final int BATCH = 100;
    private static final int READERS = 20_000;
    private static final int ARTICLES = 100_000;

    private ArchiveBenchmark() {}

    public static void main(String[] args) throws IOException {
        measure("numbers as ids", i -> i + "-" + (i * 7));
        measure("UUIDs as ids", i -> new UUID(i * 0x9E3779B97F4A7C15L, i * 0xBF58476D1CE4E5B9L).toString());
    }

    private static void measure(String name, IntFunction<String> ids) throws IOException {
        Path directory = Files.createTempDirectory("archive-benchmark");
        MovableClock clock = new MovableClock(Instant.now());
        try (ValkeyCluster cluster = ValkeyCluster.start("maxmemory 512mb")) {
            ClusterShards shards =
                    ClusterShards.open(Functions.library(), Duration.ofSeconds(30), cluster.addresses(), Login.OPEN);
            StoreSettings settings = new StoreSettings(
                    Optional.of(directory), Duration.ofDays(30), Duration.ofHours(1), Duration.ofDays(400), false);
            try (ValkeyStore store = ValkeyStore.open(shards, PARTITIONS, settings, clock, clock::nanoTime)) {
                for (int call = 0; call < CALLS; call++) {
                    report(store, clock, ids, call);
                }
                Positions newest = store.facts().newest();
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> store.countedUpTo().reached(newest));
                compare(name, cluster, store, directory, clock);
            }
        }
    }

    private static void compare(
            String name, ValkeyCluster cluster, ValkeyStore store, Path directory, MovableClock clock)
            throws IOException {
        Layout layout = new Layout(PARTITIONS, store.ids());
        long facts = (long) CALLS * BATCH;
        long memory = IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> cluster.memoryOf(layout.log(partition).get(0)))
                .sum();
        read(name + ", from the cluster", store);
        read(name + ", from the cluster", store);
        long beginNs = System.nanoTime();
        store.archive();
        long writtenNs = System.nanoTime() - beginNs;
        clock.move(Duration.ofHours(2));
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            store.archive();
            return store.goneFromCluster().reached(store.facts().newest());
        });
        read(name + ", from files", store);
        read(name + ", from files", store);
        say(
                "%s: a fact takes %.1f bytes of memory, %.1f of a file; written at %.0f facts/s",
                name, (double) memory / facts, (double) bytes(directory) / facts, facts / (writtenNs / 1e9));
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void read(String what, ValkeyStore store) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long beginNs = System.nanoTime();
        long cpuNs = system.getProcessCpuTime();
        Tail tail = store.facts().tail(Positions.START);
        int facts = 0;
        for (int some = tail.read(10_000, fact -> {}); some > 0; some = tail.read(10_000, fact -> {})) {
            facts += some;
        }
        double seconds = (System.nanoTime() - beginNs) / 1e9;
        double cpu = (system.getProcessCpuTime() - cpuNs) / 1e3 / facts;
        say("%s: %d facts, %.0f/s, %.2f us of this process's CPU each", what, facts, facts / seconds, cpu);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void report(ValkeyStore store, MovableClock clock, IntFunction<String> ids, int call) {
        SplittableRandom random = new SplittableRandom(call);
        List<Event> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            String reader = ids.apply(1 + random.nextInt(READERS));
            String article = Integer.toString(1 + random.nextInt(ARTICLES));
            long timeMs = clock.millis() - random.nextInt(60_000);
            batch.add(new Event(ids.apply(call * BATCH + i), reader, article, EventType.VIEW, timeMs, 0));
        }
        var unused = store.facts().append(batch).join();
    }
}
