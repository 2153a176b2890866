package io.reco.server.store.valkey;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import com.sun.management.OperatingSystemMXBean;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/**
 * What events and pages cost in a cluster of nine processes on this machine, every one acknowledged by three copies, beside the
 * embedded store in the same run. From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=SharedStoreBenchmark
 * }</pre>
 */
public final class SharedStoreBenchmark {

    private static final int THREADS = 16;
    private static final int BATCH = 100;
    private static final int CALLS = 3_000;
    private static final int PAGES = 30_000;
    private static final int READERS = 20_000;
    private static final int ARTICLES = 100_000;
    private static final int PARTITIONS = 32;

    private SharedStoreBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("shared-store-benchmark");
        try (Store store = RocksStore.open(directory, Clock.systemUTC())) {
            measure("embedded", store, () -> Duration.ZERO);
        }
        try (ValkeyCluster cluster = ValkeyCluster.start("maxmemory 512mb")) {
            ClusterShards shards =
                    ClusterShards.open(Functions.library(), Duration.ofSeconds(30), cluster.addresses(), Login.OPEN);
            try (Store store = ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, Clock.systemUTC())) {
                measure("shared", store, cluster::cpu);
            }
        }
    }

    private static void measure(String name, Store store, Supplier<Duration> others) throws Exception {
        Meter meter = new Meter(name, others);
        run(CALLS / 3, call -> report(store, "warm-up", call));
        meter.begin();
        run(CALLS, call -> report(store, "event", call));
        meter.end("events in batches of " + BATCH, CALLS * BATCH);
        run(PAGES / 3, call -> keep(store, call));
        meter.begin();
        run(PAGES, call -> keep(store, PAGES + call));
        meter.end("pages, one read and one write each", PAGES);
        meter.begin();
        Tail tail = store.facts().tail(Positions.START);
        int read = 0;
        for (int some = tail.read(10_000, fact -> {}); some > 0; some = tail.read(10_000, fact -> {})) {
            read += some;
        }
        meter.end("facts read again", read);
        meter.begin();
        LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
        meter.end("seconds of nothing", 20);
    }

    private static void run(int calls, IntConsumer call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                all.add(threads.submit(() -> {
                    for (int i = first; i < calls; i += THREADS) {
                        call.accept(i);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void report(Store store, String ids, int call) {
        SplittableRandom random = new SplittableRandom(call);
        long nowMs = Clock.systemUTC().millis();
        List<Event> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            String reader = Integer.toString(1 + random.nextInt(READERS));
            String article = Integer.toString(1 + random.nextInt(ARTICLES));
            batch.add(new Event(ids + call + "-" + i, reader, article, EventType.VIEW, nowMs, 0));
        }
        var unused = store.facts().append(batch).join();
    }

    private static void keep(Store store, int call) {
        SplittableRandom random = new SplittableRandom(call);
        List<Page.Slot> slots = new ArrayList<>();
        for (int slot = 0; slot < 10; slot++) {
            slots.add(new Page.Slot(1 + random.nextInt(ARTICLES), Rung.PERSONAL, 1, Shares.of(Source.NEIGHBOURS)));
        }
        long nowMs = Clock.systemUTC().millis();
        Kept.keep(store, Integer.toString(1 + random.nextInt(READERS)), state -> {
            long before = state.pages().isEmpty() ? 0 : state.pages().get(0).stamp();
            return new Page(Math.max(nowMs, before + 1), "k1", "default", new ModelId(7), slots);
        });
    }

    /** Time on the wall, and CPU of this process and of the store's. */
    private static final class Meter {

        private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private final String name;
        private final Supplier<Duration> others;
        private long beginNs;
        private long ownNs;
        private Duration othersBegin = Duration.ZERO;

        Meter(String name, Supplier<Duration> others) {
            this.name = name;
            this.others = others;
        }

        void begin() {
            othersBegin = others.get();
            ownNs = system.getProcessCpuTime();
            beginNs = System.nanoTime();
        }

        void end(String what, int count) {
            double seconds = (System.nanoTime() - beginNs) / 1e9;
            double own = (system.getProcessCpuTime() - ownNs) / 1e3 / count;
            double other = others.get().minus(othersBegin).toNanos() / 1e3 / count;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s: %d %s: %.0f/s, CPU of the server %.1f us, of the store's processes %.1f us each",
                    name,
                    count,
                    what,
                    count / seconds,
                    own,
                    other));
        }
    }
}
