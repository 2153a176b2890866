package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import it.unimi.dsi.fastutil.HashCommon;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Rocks;

/**
 * How fast the embedded store is on this machine's disk, and how much of it a reader takes. From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=StoreBenchmark [-Dbench.args=DIRECTORY]
 * }</pre>
 */
public final class StoreBenchmark {

    private static final int THREADS = 8;
    private static final int BATCH = 100;
    private static final int EVENTS = 1_000_000;
    private static final int READERS = 20_000;
    private static final int ARTICLES = 100_000;

    private StoreBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path parent = Path.of(args.length > 0 ? args[0] : "").toAbsolutePath();
        Path directory = Files.createTempDirectory(parent, "store-benchmark");
        try {
            rawFlushes(directory);
            durableEvents(directory.resolve("events"));
            durableEventsAfterAWeek(directory.resolve("week"));
            reopenAndReplay(directory.resolve("events"));
            pages(directory.resolve("pages"));
            bytesPerReader(directory.resolve("numbers"), "numbers", Integer::toString);
            bytesPerReader(directory.resolve("uuids"), "UUIDs", StoreBenchmark::uuid);
        } finally {
            delete(directory);
        }
    }

    /** What the disk does when one thread writes as many bytes as the events take, with a flush for each eight batches. */
    private static void rawFlushes(Path directory) throws IOException {
        int flushes = EVENTS / (THREADS * BATCH);
        ByteBuffer group = ByteBuffer.allocateDirect(THREADS * BATCH * 110);
        long start = System.nanoTime();
        try (FileChannel file =
                FileChannel.open(directory.resolve("raw"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < flushes; i++) {
                group.clear();
                while (group.hasRemaining()) {
                    file.write(group);
                }
                file.force(false);
            }
        }
        double seconds = seconds(start);
        print(
                "raw write + flush of %d events each: %.0f events/s, %.2f ms a flush",
                THREADS * BATCH, flushes * (double) THREADS * BATCH / seconds, seconds / flushes * 1_000);
    }

    private static void durableEvents(Path directory) throws Exception {
        try (Store store = RocksStore.open(directory, Clock.systemUTC())) {
            appendAll(store, "warm-up", EVENTS / 4);
            long start = System.nanoTime();
            appendAll(store, "event", EVENTS);
            print("durable: %.0f events/s in batches of %d from %d threads", EVENTS / seconds(start), BATCH, THREADS);
        }
    }

    private static void appendAll(Store store, String ids, int events) throws Exception {
        appendAll(store, ids, events, Clock.systemUTC().millis());
    }

    private static void appendAll(Store store, String ids, int events, long timeMs) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                all.add(threads.submit(() -> append(
                        store, ids + "-" + thread + "-", events / THREADS, new SplittableRandom(thread), timeMs)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void append(Store store, String ids, int events, SplittableRandom random, long timeMs) {
        for (int from = 0; from < events; from += BATCH) {
            List<Event> batch = new ArrayList<>(BATCH);
            for (int i = from; i < from + BATCH; i++) {
                int reader = 1 + random.nextInt(READERS);
                batch.add(new Event(
                        ids + i,
                        Integer.toString(reader),
                        Integer.toString(1 + random.nextInt(ARTICLES)),
                        EventType.VIEW,
                        timeMs,
                        0));
            }
            store.facts().append(batch).join();
        }
    }

    /** The same with the ids of the week before on disk, and with events from before that week, which are compared. */
    private static void durableEventsAfterAWeek(Path directory) throws Exception {
        long nowMs = Clock.systemUTC().millis();
        MovableClock clock = new MovableClock(Instant.ofEpochMilli(nowMs).minus(Duration.ofDays(7)));
        try (Store store = RocksStore.open(directory, clock)) {
            for (int day = 7; day > 0; day--) {
                appendAll(store, "day" + day, EVENTS / 4, clock.millis());
                clock.move(Duration.ofDays(1));
            }
            long start = System.nanoTime();
            appendAll(store, "event", EVENTS / 2, clock.millis());
            print("durable after a week: %.0f events/s", EVENTS / 2 / seconds(start));
            start = System.nanoTime();
            appendAll(store, "late", EVENTS / 4, nowMs - Duration.ofDays(10).toMillis());
            print("durable, ten days late: %.0f events/s", EVENTS / 4 / seconds(start));
        }
    }

    private static void reopenAndReplay(Path directory) {
        long start = System.nanoTime();
        try (Store store = RocksStore.open(directory, Clock.systemUTC())) {
            print("reopened with %d facts: %.2f s", store.facts().newest().sum(), seconds(start));
            for (int round = 0; round < 3; round++) {
                long[] sum = {0};
                long replay = System.nanoTime();
                Tail tail = store.facts().tail(Positions.START);
                tail.read(EVENTS, fact -> sum[0] += ((Event) fact).article().hashCode());
                print("replay: %.2f s for %d facts (checksum %d)", seconds(replay), EVENTS, sum[0]);
            }
        }
    }

    private static void pages(Path directory) throws Exception {
        try (Store store = RocksStore.open(directory, Clock.systemUTC())) {
            appendAll(store, "e", READERS * 50);
            int rounds = 10 * READERS;
            SplittableRandom random = new SplittableRandom(1);
            long stamp = Clock.systemUTC().millis();
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                Page page = page(stamp + i, random);
                Kept.keep(store, Integer.toString(1 + random.nextInt(READERS)), state -> page);
            }
            print("refreshes (read state, keep page) of one thread: %.0f/s", rounds / seconds(start));
            start = System.nanoTime();
            long actions = 0;
            for (int i = 0; i < rounds; i++) {
                actions += store.readers()
                        .read(Integer.toString(1 + random.nextInt(READERS)))
                        .join()
                        .actions()
                        .size();
            }
            print(
                    "reads of states of one thread: %.0f/s (%.1f actions each)",
                    rounds / seconds(start), actions / (double) rounds);
        }
    }

    private static String uuid(int number) {
        return new UUID(HashCommon.murmurHash3((long) number), HashCommon.murmurHash3(~(long) number)).toString();
    }

    private static Page page(long stamp, SplittableRandom random) {
        return page(stamp, random, () -> 1 + random.nextInt(ARTICLES));
    }

    private static Page page(long stamp, SplittableRandom random, LongSupplier articles) {
        List<Page.Slot> slots = new ArrayList<>(10);
        for (int i = 0; i < 10; i++) {
            float propensity = i == 5 ? random.nextFloat() : 1;
            Shares shares = Shares.of(new float[] {0, random.nextFloat(), random.nextFloat(), random.nextFloat()});
            slots.add(new Page.Slot(articles.getAsLong(), Rung.PERSONAL, propensity, shares));
        }
        return new Page(stamp, "k1", "default", new ModelId(0xFEDC_BA98_7600_0001L), slots);
    }

    private static void bytesPerReader(Path directory, String ids, IntFunction<String> idOf) throws Exception {
        int readers = 10_000;
        SplittableRandom random = new SplittableRandom(2);
        long nowMs = Clock.systemUTC().millis();
        try (Store store = RocksStore.open(directory, Clock.systemUTC())) {
            for (int round = 0; round < 10; round++) {
                for (int reader = 1; reader <= readers; reader++) {
                    LongSupplier articles = () -> store.ids().of(idOf.apply(1 + random.nextInt(ARTICLES)));
                    Page page = page(nowMs + round * 3_600_000L + reader, random, articles);
                    Kept.keep(store, idOf.apply(reader), state -> page);
                }
                for (int from = 1; from <= readers; from += BATCH) {
                    List<Event> batch = new ArrayList<>();
                    for (int i = 0; i < 5 * BATCH; i++) {
                        String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
                        long timeMs = nowMs + round * 3_600_000L + random.nextInt(3_600_000);
                        batch.add(new Event(
                                id,
                                idOf.apply(from + i % BATCH),
                                idOf.apply(1 + random.nextInt(ARTICLES)),
                                EventType.VIEW,
                                timeMs,
                                0));
                    }
                    store.facts().append(batch).join();
                }
            }
        }
        Database database = Database.open(directory);
        try {
            for (Rocks.Table table : Rocks.Table.values()) {
                print(
                        "on disk, compacted, a reader of 50 events and 10 pages, ids %s, %s: %.0f bytes",
                        ids, table, database.compactedBytes(table) / (double) readers);
            }
        } finally {
            database.close();
        }
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    @SuppressWarnings("SystemOut") // what it is for
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
