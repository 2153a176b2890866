package io.reco.server.recommend;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.follow.Follower;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.reader.ReaderState;

/**
 * What a page costs with a generated catalogue of 100,000 articles, alone and while the engine learns, and what a start takes.
 * From the project's root:
 *
 * <pre>{@code
 * mvn -q -pl reco-server -am package -DskipTests
 * java -Xmx6g -cp reco-server/target/app/reco-server.jar:reco-server/target/test-classes \
 *     io.reco.server.recommend.PageBenchmark
 * }</pre>
 */
final class PageBenchmark {

    private static final int ARTICLES = 100_000;
    private static final int READERS = 100_000;
    private static final int EVENTS = 1_000_000;
    private static final int TOPICS = 400;
    private static final int WORDS = 20_000;
    private static final int AUTHORS = 1_000;
    private static final int TASTES = 3;
    private static final int BATCH = 256;
    private static final int ASKS = 40_000;
    private static final int WARM_UP = 20_000;
    private static final int PAGE = 10;

    /** The events of the last ten minutes. */
    private static final int LATEST = EVENTS / (30 * 24 * 6);

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SPAN_MS = 30L * 24 * 3_600_000;

    /** Mean age of an article when it is viewed. */
    private static final double AGE_MS = 8 * 3_600_000;

    private static final long PACE_NS = 1_000_000;
    private static final int EVENTS_PER_SECOND = 500;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    private final Store store = MemoryStore.open(clock);
    private final Models models = new Models(LearningSettings.defaults());
    private final Policy policy = Policy.defaults();
    private final Pipeline pipeline = new Pipeline(models, store.ids());
    private final int[][] histories = new int[READERS + 1][];
    private final long[][] times = new long[READERS + 1][];

    private PageBenchmark() {}

    public static void main(String[] args) throws InterruptedException {
        new PageBenchmark().run();
    }

    private void run() throws InterruptedException {
        publish();
        List<Event> events = events("then");
        append(events);
        remember(events);
        long before = usedBytes();
        long begin = System.nanoTime();
        try (Follower follower = Follower.start(store.facts(), store.ids(), models, clock, pipeline.rehearsal())) {
            follower.ready().join();
            print("%d articles and %d events replayed: %.2f s", ARTICLES, EVENTS, (System.nanoTime() - begin) / 1e9);
            print("heap of models: %d MiB", (usedBytes() - before) >> 20);
            ask("warm-up", WARM_UP, events);
            ask("a page", ASKS, events);
            Learner learner = new Learner(models, clock);
            learner.learn(1);
            ask("a page, EASE learned", ASKS, events);
            whileLearning(learner, () -> ask("a page, always learning", ASKS, events));
        }
    }

    /** Meanwhile one thread learns without a rest, which the service takes, and events arrive. */
    private void whileLearning(Learner learner, Runnable work) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread learning = new Thread(() -> {
            while (!done.get()) {
                learner.learn(1);
            }
        });
        List<Event> more = events("now");
        Thread arriving = new Thread(() -> {
            for (int i = 0; !done.get(); i = (i + 1) % EVENTS) {
                append(more.subList(i, i + 1));
                LockSupport.parkNanos(1_000_000_000L / EVENTS_PER_SECOND);
            }
        });
        learning.start();
        arriving.start();
        work.run();
        done.set(true);
        learning.join();
        arriving.join();
    }

    private void append(List<? extends Fact> facts) {
        for (int i = 0; i < facts.size(); i += BATCH) {
            var unused = store.facts()
                    .append(facts.subList(i, Math.min(facts.size(), i + BATCH)))
                    .join();
        }
    }

    private void publish() {
        List<Fact> articles = new ArrayList<>(ARTICLES);
        for (int id = 1; id <= ARTICLES; id++) {
            StringBuilder title = new StringBuilder();
            for (int word = 0; word < 8; word++) {
                title.append("word").append(skewed(WORDS)).append(' ');
            }
            List<String> topics = List.of("topic" + topic(id), "topic" + skewed(TOPICS));
            String author = "author" + skewed(AUTHORS);
            articles.add(new Fact.ArticleUpserted(new Article(
                    Integer.toString(id),
                    title.toString(),
                    "",
                    "",
                    author,
                    topics,
                    "en",
                    publishMs(id),
                    Article.NEVER,
                    false)));
        }
        append(articles);
    }

    /** By time; a reader views mostly new articles of a few topics, in short sessions. */
    private List<Event> events(String name) {
        List<Event> events = new ArrayList<>(EVENTS);
        int reader = 1;
        for (int i = 0; i < EVENTS; i++) {
            long timeMs = NOW_MS - SPAN_MS + (long) ((i + 1.0) / EVENTS * SPAN_MS);
            if (random.nextInt(3) == 0) {
                reader = 1 + random.nextInt(READERS);
            }
            int topic = random.nextInt(4) == 0
                    ? random.nextInt(TOPICS)
                    : Math.floorMod(reader * 31 + random.nextInt(TASTES) * 131, TOPICS);
            double age = -Math.log(1 - random.nextDouble()) * AGE_MS;
            int newest = (int) ((timeMs - age - (NOW_MS - SPAN_MS)) / (double) SPAN_MS * ARTICLES);
            int id = Math.max(0, newest / TOPICS * TOPICS) + topic;
            events.add(new Event(
                    name + i,
                    Integer.toString(reader),
                    Integer.toString(Math.max(1, Math.min(ARTICLES, id))),
                    EventType.VIEW,
                    timeMs,
                    0));
        }
        return events;
    }

    private static int topic(int id) {
        return id % TOPICS;
    }

    private static long publishMs(int id) {
        return NOW_MS - SPAN_MS + (long) (id / (double) ARTICLES * SPAN_MS);
    }

    private int skewed(int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 3));
    }

    private void remember(List<Event> events) {
        int[] counts = new int[READERS + 1];
        events.forEach(event -> counts[Integer.parseInt(event.reader())]++);
        for (int reader = 1; reader <= READERS; reader++) {
            histories[reader] = new int[counts[reader]];
            times[reader] = new long[counts[reader]];
        }
        for (Event event : events) {
            int reader = Integer.parseInt(event.reader());
            int place = --counts[reader];
            histories[reader][place] = Integer.parseInt(event.article());
            times[reader][place] = event.timeMs();
        }
    }

    /** Asks a thousand pages a second, half of them for readers in the middle of a session, and says what they took. */
    private void ask(String what, int count, List<Event> events) {
        Histogram wall = new Histogram(3);
        Histogram cpu = new Histogram(3);
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int reader = i % 2 == 0
                    ? Integer.parseInt(
                            events.get(EVENTS - 1 - random.nextInt(LATEST)).reader())
                    : 1 + random.nextInt(READERS);
            PageRequest request = PageRequest.of(Integer.toString(reader), PAGE, policy);
            ReaderState state = state(reader);
            next += PACE_NS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            long cpuBegin = cpuNanos();
            long begin = System.nanoTime();
            int size = pipeline.select(request, state, NOW_MS).slots().size();
            wall.recordValue(System.nanoTime() - begin);
            cpu.recordValue(cpuNanos() - cpuBegin);
            if (size != PAGE) {
                throw new IllegalStateException("page of " + size);
            }
        }
        print("%-24s cpu us %s, wall us %s", what, percentiles(cpu), percentiles(wall));
    }

    private ReaderState state(int reader) {
        Actions.Builder views = Actions.builder(histories[reader].length);
        for (int i = histories[reader].length - 1; i >= 0; i--) {
            views.add(histories[reader][i], EventType.VIEW, times[reader][i]);
        }
        return new ReaderState(views.build(), List.of());
    }

    private static String percentiles(Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "p50 %.0f p90 %.0f p99 %.0f",
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(90) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
