package io.reco.server.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.follow.Follower;
import io.reco.server.learn.snapshot.SnapshotWriter;
import io.reco.server.learn.snapshot.Snapshots;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.Pipeline;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.rocksdb.RocksStore;

/**
 * What a snapshot of a large catalogue costs, and what a start from it takes: 100,000 articles, and events by the million.
 *
 * <p>{@code fill} makes a store and learns it; {@code learn} lets the models learn events that the store does not hold, which is
 * quicker and gives the same snapshot. {@code open}, in a process of its own, starts from the snapshot; {@code start} does so,
 * too, and asks for a thousand pages a second while 500 events a second arrive, first without a snapshot, then with one every
 * five seconds. Beside that somebody takes each lock of the models every millisecond and says how long that took. From the
 * project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=SnapshotBenchmark -Dbench.args="fill /tmp/snapshots 1000000"
 * mvn -q -Pbench -pl reco-server -am -Dbench=SnapshotBenchmark -Dbench.args="open /tmp/snapshots"
 * mvn -q -Pbench -pl reco-server -am -Dbench=SnapshotBenchmark -Dbench.args="start /tmp/snapshots"
 * }</pre>
 */
public final class SnapshotBenchmark {

    private static final int ARTICLES = 100_000;
    private static final int TOPICS = 400;
    private static final int WORDS = 20_000;
    private static final int AUTHORS = 1_000;
    private static final int TASTES = 3;
    private static final int EVENTS_A_READER = 10;
    private static final int BATCH = 1_000;
    private static final int PAGE = 10;
    private static final int ASKS = 20_000;
    private static final long PACE_NS = 1_000_000;
    private static final int EVENTS_PER_SECOND = 500;
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SPAN_MS = 30L * 24 * 3_600_000;

    /** Mean age of an article when it is viewed. */
    private static final double AGE_MS = 8 * 3_600_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    private final Path directory;
    private int readers = 1;
    private int reader = 1;
    private long ids;

    private SnapshotBenchmark(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws InterruptedException {
        SnapshotBenchmark benchmark = new SnapshotBenchmark(Path.of(args[1]));
        switch (args[0]) {
            case "fill" -> benchmark.fill(Integer.parseInt(args[2]));
            case "learn" -> benchmark.learn(Integer.parseInt(args[2]));
            case "open" -> benchmark.open();
            default -> benchmark.start();
        }
    }

    private void fill(int events) {
        readers = events / EVENTS_A_READER;
        Store store = RocksStore.open(directory, clock);
        publish(store);
        for (int i = 0; i < events; i += BATCH) {
            append(store, batch(i, events));
        }
        long begin = System.nanoTime();
        try (Engine engine = open(store, Duration.ofHours(1))) {
            engine.ready().join();
            print("%d events replayed, rows included: %.2f s", events, seconds(begin));
            engine.train(1);
            print("learned from all: %.2f s, heap %d MiB", seconds(begin), usedBytes() >> 20);
        }
    }

    private void learn(int events) {
        readers = events / EVENTS_A_READER;
        try (Store store = RocksStore.open(directory, clock)) {
            publish(store);
            LearningSettings settings = EngineSettings.defaults().learning();
            Models models = new Models(settings);
            FeatureShares rehearsal = new Pipeline(models, store.ids()).rehearsal();
            Follower.Beginning beginning = writer -> {
                Tail facts = store.facts().tail(Positions.START);
                List<Fact> articles = new ArrayList<>();
                while (facts.read(BATCH, articles::add) > 0) {
                    writer.replay(articles);
                    articles.clear();
                }
                for (int i = 0; i < events; i += BATCH) {
                    writer.replay(batch(i, events));
                }
                return new Follower.Begun(facts, false);
            };
            long begin = System.nanoTime();
            Follower follower = Follower.start(beginning, store.ids(), models, clock, rehearsal);
            Snapshots snapshots = new Snapshots(store.snapshots(), store.ids(), settings, clock);
            SnapshotWriter snapshotWriter =
                    SnapshotWriter.start(snapshots, follower, models, Duration.ofHours(9), () -> true);
            follower.ready().join();
            print("%d events learned, rows included: %.2f s, heap %d MiB", events, seconds(begin), usedBytes() >> 20);
            follower.close();
            snapshotWriter.close(); // writes it
        }
    }

    private void publish(Store store) {
        for (int from = 1; from <= ARTICLES; from += BATCH) {
            List<Fact> articles = new ArrayList<>();
            for (int id = from; id < from + BATCH; id++) {
                articles.add(new Fact.ArticleUpserted(article(id)));
            }
            append(store, articles);
        }
    }

    private List<Fact> batch(int from, int events) {
        List<Fact> batch = new ArrayList<>();
        for (int one = from; one < from + BATCH; one++) {
            batch.add(event(NOW_MS - SPAN_MS + (long) ((one + 1.0) / events * SPAN_MS)));
        }
        return batch;
    }

    /** The first page is asked for, too, for most of the code it needs is new by then. */
    private void open() {
        long begin = System.nanoTime();
        double cpu = cpuSeconds();
        Store store = RocksStore.open(directory, clock);
        print("store opened: %.2f s, cpu %.2f s", seconds(begin), cpuSeconds() - cpu);
        try (Engine engine = open(store, Duration.ofHours(1))) {
            engine.ready().join();
            print(
                    "ready: %.2f s, cpu %.2f s, %.2f s of it before; %d readers, heap %d MiB, snapshot %d MiB",
                    seconds(begin),
                    cpuSeconds(),
                    cpu,
                    engine.status().readers(),
                    usedBytes() >> 20,
                    engine.status().snapshot().bytes() >> 20);
        }
    }

    private void start() throws InterruptedException {
        for (Duration every :
                List.of(Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofSeconds(5))) {
            Store store = RocksStore.open(directory, clock);
            try (Engine engine = open(store, every)) {
                engine.ready().join();
                readers = engine.status().readers();
                while (engine.status().modelsPublished() == 0) {
                    ask(engine, "warm-up", ASKS / 4);
                }
                whileEventsArrive(store, engine, every.toMinutes() > 0 ? "no snapshot" : "snapshots");
            }
        }
    }

    private Engine open(Store store, Duration snapshotEvery) {
        EngineSettings defaults = EngineSettings.defaults();
        EngineSettings settings = new EngineSettings(defaults.learning(), defaults.policy(), snapshotEvery);
        return Engine.open(store, settings, Map.of(), clock);
    }

    /** Says how long pages took, and the models' locks, and how long facts waited. */
    private void whileEventsArrive(Store store, Engine engine, String what) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger arrived = new AtomicInteger();
        Thread arriving = new Thread(() -> {
            while (!done.get()) {
                append(store, List.of(event(NOW_MS)));
                arrived.incrementAndGet();
                LockSupport.parkNanos(1_000_000_000L / EVENTS_PER_SECOND);
            }
        });
        Histogram locks = new Histogram(3);
        Histogram behind = new Histogram(3);
        Histogram paused = new Histogram(3);
        Thread probing = new Thread(() -> probe(engine, done, locks, behind, paused));
        arriving.start();
        probing.start();
        ask(engine, what, ASKS);
        done.set(true);
        arriving.join();
        probing.join();
        print(
                "%-12s taking a lock of the models: p99 %.2f ms, at most %.2f ms; facts behind: p99 %d, at most %d of %d; "
                        + "%d snapshots of %d MiB, paused for %d ms at least, %d in the middle, %d at most",
                what,
                locks.getValueAtPercentile(99) / 1e6,
                locks.getMaxValue() / 1e6,
                behind.getValueAtPercentile(99),
                behind.getMaxValue(),
                arrived.get(),
                paused.getTotalCount(),
                engine.status().snapshot().bytes() >> 20,
                paused.getMinValue(),
                paused.getValueAtPercentile(50),
                paused.getMaxValue());
    }

    private static void probe(Engine engine, AtomicBoolean done, Histogram locks, Histogram behind, Histogram paused) {
        EngineStatus.Snapshot last = engine.status().snapshot();
        while (!done.get()) {
            long begin = System.nanoTime();
            engine.models().write(writer -> {});
            locks.recordValue(System.nanoTime() - begin);
            begin = System.nanoTime();
            int unused = engine.models().read(view -> 0);
            locks.recordValue(System.nanoTime() - begin);
            EngineStatus status = engine.status();
            behind.recordValue(Math.max(0, status.logPosition() - status.modelsPosition()));
            if (!status.snapshot().equals(last)) {
                last = status.snapshot();
                paused.recordValue(last.pausedMs());
            }
            LockSupport.parkNanos(PACE_NS);
        }
    }

    private void ask(Engine engine, String what, int count) {
        Histogram wall = new Histogram(3);
        SplittableRandom asked = new SplittableRandom(2);
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            String id = Integer.toString(1 + asked.nextInt(readers));
            PageRequest request = PageRequest.of(id, PAGE, engine.policy()).notKept();
            next += PACE_NS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            long begin = System.nanoTime();
            int size = engine.recommender().recommend(request).join().items().size();
            wall.recordValue(System.nanoTime() - begin);
            if (size != PAGE) {
                throw new IllegalStateException("page of " + size);
            }
        }
        print(
                "%-12s a page: p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, at most %.2f ms",
                what,
                wall.getValueAtPercentile(50) / 1e6,
                wall.getValueAtPercentile(90) / 1e6,
                wall.getValueAtPercentile(99) / 1e6,
                wall.getValueAtPercentile(99.9) / 1e6,
                wall.getMaxValue() / 1e6);
    }

    private static void append(Store store, List<? extends Fact> facts) {
        var unused = store.facts().append(facts).join();
    }

    private Article article(int id) {
        StringBuilder title = new StringBuilder();
        for (int word = 0; word < 8; word++) {
            title.append("word").append(skewed(WORDS)).append(' ');
        }
        return new Article(
                Integer.toString(id),
                title.toString(),
                "",
                "",
                "author" + skewed(AUTHORS),
                List.of("topic" + id % TOPICS, "topic" + skewed(TOPICS)),
                "en",
                NOW_MS - SPAN_MS + (long) (id / (double) ARTICLES * SPAN_MS),
                Article.NEVER,
                false);
    }

    /** A reader views mostly new articles of a few topics, in short sessions. */
    private Event event(long timeMs) {
        if (random.nextInt(3) == 0) {
            reader = 1 + random.nextInt(readers);
        }
        int topic = random.nextInt(4) == 0
                ? random.nextInt(TOPICS)
                : Math.floorMod(reader * 31 + random.nextInt(TASTES) * 131, TOPICS);
        double age = -Math.log(1 - random.nextDouble()) * AGE_MS;
        int newest = (int) ((timeMs - age - (NOW_MS - SPAN_MS)) / (double) SPAN_MS * ARTICLES);
        int id = Math.max(1, Math.min(ARTICLES, Math.max(0, newest / TOPICS * TOPICS) + topic));
        String event = System.identityHashCode(this) + "-" + ids++;
        return new Event(event, Integer.toString(reader), Integer.toString(id), EventType.VIEW, timeMs, 0);
    }

    private int skewed(int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 3));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
