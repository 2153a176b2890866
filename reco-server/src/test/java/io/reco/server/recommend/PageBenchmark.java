package io.reco.server.recommend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.HdrHistogram.Histogram;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.learn.follow.Follower;
import io.reco.server.learn.snapshot.Snapshots;
import io.reco.server.learn.start.Start;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.rocksdb.RocksStore;

/**
 * What a page costs with a generated catalogue of 100,000 articles, alone and while the engine learns, with reasons and with
 * filters that leave one article in a thousand, and what a start takes; and what readers cost who scroll. With a folder, for
 * an embedded store, only the latter, of readers with 50 events each; with a number of articles, too, only a look of such
 * readers, alone, from a snapshot of 1,000,000 events. A folder that was filled before is used again, so that two builds ask for
 * the same pages of the same models; whether they got the same, the sum over their slots says.
 * From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=PageBenchmark
 * mvn -q -Pbench -pl reco-server -am -Dbench=PageBenchmark -Dbench.args=/tmp/scrolled
 * mvn -q -Pbench -pl reco-server -am -Dbench=PageBenchmark -Dbench.args="/tmp/looked 1000000"
 * }</pre>
 */
public final class PageBenchmark {

    private static final int ARTICLES = 100_000;
    private static final int EVENTS = 1_000_000;
    private static final int EVENTS_EACH = 50;
    private static final int TOPICS = 400;
    private static final int WORDS = 20_000;
    private static final int AUTHORS = 1_000;
    private static final int TASTES = 3;
    private static final int BATCH = 256;
    private static final int ASKS = 40_000;
    private static final int WARM_UP = 20_000;
    private static final int SCROLLERS = 10_000;
    private static final int PAGE = 10;
    private static final int RARE = 1_000;
    private static final int ROUNDS = 9;
    private static final int ROUND = 2_000;

    /** So many times ten minutes are in the time of all events. */
    private static final int TEN_MINUTES = 30 * 24 * 6;

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SPAN_MS = 30L * 24 * 3_600_000;

    /** Mean age of an article when it is viewed. */
    private static final double AGE_MS = 8 * 3_600_000;

    private static final long PACE_NS = 1_000_000;
    private static final int EVENTS_PER_SECOND = 500;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    private final Store store;
    private final int articleCount;
    private final int readers;
    private final int eventCount;

    private PageBenchmark(Function<Clock, Store> opening, int articles, int readers, int events) {
        this.store = opening.apply(clock);
        this.articleCount = articles;
        this.readers = readers;
        this.eventCount = events;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length == 0) {
            new PageBenchmark(MemoryStore::open, ARTICLES, 100_000, EVENTS).run();
            return;
        }
        Path directory = Path.of(args[0]);
        boolean filled = Files.exists(directory);
        Files.createDirectories(directory);
        Function<Clock, Store> opening = clock -> RocksStore.open(directory, clock);
        if (args.length == 1) {
            new PageBenchmark(opening, ARTICLES, 200_000 / EVENTS_EACH, 200_000).scroll(filled);
            return;
        }
        int articles = Integer.parseInt(args[1]);
        if (!filled) {
            new PageBenchmark(opening, articles, EVENTS / EVENTS_EACH, EVENTS).fill();
        }
        new PageBenchmark(opening, articles, EVENTS / EVENTS_EACH, EVENTS).look();
    }

    /** Leaves a snapshot of all that can be learned. */
    private void fill() {
        append(articles());
        append(events("then"));
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            engine.ready().join();
            engine.train(1);
        }
    }

    /** From the store's snapshot, with nothing that learns meanwhile. */
    private void look() {
        articles(); // so that the events are the same by chance as in the store
        List<Event> events = events("then");
        LearningSettings settings = EngineSettings.defaults().learning();
        Models models = new Models(settings);
        Pipeline pipeline = new Pipeline(models, store.ids());
        Start start = new Start(store, new Snapshots(store.snapshots(), store.ids(), settings, clock), clock);
        try (Follower follower = Follower.start(start, store.ids(), models, clock, pipeline.rehearsal())) {
            follower.ready().join();
            while (follower.rowsDue() > 0) {
                LockSupport.parkNanos(PACE_NS);
            }
            ExposureTokens tokens = new ExposureTokens(Map.of("key", new byte[32]));
            Recommender recommender = new Recommender(store, pipeline, models, tokens, clock);
            look(recommender, events); // warms up
            look(recommender, events);
        }
        store.close();
    }

    /** Asks for pages one after the other, and says what CPU one took, by round. */
    private void look(Recommender recommender, List<Event> events) {
        double[] micros = new double[ROUNDS];
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = cpuNanos();
            for (int i = 0; i < ROUND; i++) {
                PageRequest request = PageRequest.of(reader(events, i), PAGE, Policy.defaults())
                        .notKept();
                for (Answer.Item item : items(recommender, request)) {
                    sum = 31 * sum
                            + Objects.hash(
                                    item.article(),
                                    item.slot().propensity(),
                                    item.slot().shares());
                }
            }
            micros[round] = (cpuNanos() - begin) / 1e3 / ROUND;
        }
        Arrays.sort(micros);
        print(
                "a look: cpu us %.1f (%.1f to %.1f), sum over slots %x",
                micros[ROUNDS / 2], micros[0], micros[ROUNDS - 1], sum);
    }

    /** Every second one is in the middle of a session. */
    private String reader(List<Event> events, int turn) {
        return turn % 2 == 0
                ? events.get(eventCount - 1 - random.nextInt(eventCount / TEN_MINUTES))
                        .reader()
                : Integer.toString(1 + random.nextInt(readers));
    }

    private static List<Answer.Item> items(Recommender recommender, PageRequest request) {
        List<Answer.Item> items = recommender.recommend(request).join().items();
        if (items.size() != PAGE) {
            throw new IllegalStateException("page of " + items.size());
        }
        return items;
    }

    /** Readers with 50 events each. Fills the store unless it is filled. */
    private void scroll(boolean filled) {
        List<Fact> articles = articles();
        List<Event> events = events("then");
        if (!filled) {
            append(articles);
            append(events);
        }
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            engine.ready().join();
            scroll(engine, events);
        }
    }

    private void run() throws InterruptedException {
        append(articles());
        List<Event> events = events("then");
        append(events);
        long before = usedBytes();
        long begin = System.nanoTime();
        try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), clock)) {
            engine.ready().join();
            print(
                    "%d articles and %d events replayed: %.2f s",
                    articleCount, eventCount, (System.nanoTime() - begin) / 1e9);
            print("heap of models: %d MiB", (usedBytes() - before) >> 20);
            ask(engine, "warm-up", WARM_UP, events);
            engine.train(1);
            ask(engine, "a page", ASKS, events);
            scroll(engine, events);
            filtered(engine, events);
            state();
            engine.settled().join();
            ask(engine, "readers with statements", ASKS / 2, events);
            whileLearning(engine, () -> ask(engine, "a page, always learning", ASKS, events));
        }
    }

    /** Every reader follows three topics and an author, blocks as many, and reads two languages. */
    private void state() {
        List<Fact> statements = new ArrayList<>(readers);
        for (int reader = 1; reader <= readers; reader++) {
            Preferences stated = new Preferences(
                    List.of("topic" + topic(reader), "topic" + topic(reader + 7), "topic" + topic(reader + 13)),
                    List.of("topic" + topic(reader + 1), "topic" + topic(reader + 2), "topic" + topic(reader + 3)),
                    List.of("author" + reader % AUTHORS),
                    List.of("author" + (reader + 1) % AUTHORS),
                    List.of("en", "pt-BR"),
                    0);
            statements.add(new Fact.ReaderUpdated(Integer.toString(reader), stated));
        }
        append(statements);
    }

    private void filtered(Engine engine, List<Event> events) {
        List<String> none = List.of();
        Map<String, String> any = Map.of();
        Map<String, String> section = Map.of("section", "section7");
        long fromMs = NOW_MS - SPAN_MS * 2 / 5;
        PageFilter ofSection = new PageFilter(none, none, none, none, section, any, 0, none);
        PageFilter ofTopic = new PageFilter(List.of("Topic399"), none, none, none, any, any, fromMs, none);
        PageFilter ofLanguage = new PageFilter(none, none, none, List.of("fo"), any, any, 0, none);
        PageFilter without = new PageFilter(none, none, none, none, any, Map.of("rare", "no"), 0, none);
        ask(engine, "with reasons", ASKS / 2, events, PageRequest::withReasons);
        ask(engine, "one attribute", ASKS / 2, events, request -> request.filtered(ofSection));
        ask(engine, "one topic, newer", ASKS / 2, events, request -> request.filtered(ofTopic));
        ask(engine, "one language", ASKS / 2, events, request -> request.filtered(ofLanguage));
        ask(engine, "not an attribute", ASKS / 20, events, request -> request.filtered(without));
        ask(engine, "a page, again", ASKS / 2, events);
    }

    /** Meanwhile one thread learns without a rest, which the service takes, and events arrive. */
    private void whileLearning(Engine engine, Runnable work) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread learning = new Thread(() -> {
            while (!done.get()) {
                engine.train(1);
            }
        });
        List<Event> more = events("now");
        Thread arriving = new Thread(() -> {
            for (int i = 0; !done.get(); i = (i + 1) % eventCount) {
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

    private List<Fact> articles() {
        List<Fact> articles = new ArrayList<>(articleCount);
        for (int id = 1; id <= articleCount; id++) {
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
                    id % RARE == 8 ? "fo" : "en",
                    publishMs(id),
                    Article.NEVER,
                    false,
                    Map.of("section", "section" + id % RARE, "rare", id % RARE == 9 ? "yes" : "no"))));
        }
        return articles;
    }

    /** By time; a reader views mostly new articles of a few topics, in short sessions. */
    private List<Event> events(String name) {
        List<Event> events = new ArrayList<>(eventCount);
        int reader = 1;
        for (int i = 0; i < eventCount; i++) {
            long timeMs = NOW_MS - SPAN_MS + (long) ((i + 1.0) / eventCount * SPAN_MS);
            if (random.nextInt(3) == 0) {
                reader = 1 + random.nextInt(readers);
            }
            int topic = random.nextInt(4) == 0
                    ? random.nextInt(TOPICS)
                    : Math.floorMod(reader * 31 + random.nextInt(TASTES) * 131, TOPICS);
            double age = -Math.log(1 - random.nextDouble()) * AGE_MS;
            int newest = (int) ((timeMs - age - (NOW_MS - SPAN_MS)) / (double) SPAN_MS * articleCount);
            int id = Math.max(0, newest / TOPICS * TOPICS) + topic;
            events.add(new Event(
                    name + i,
                    Integer.toString(reader),
                    Integer.toString(Math.max(1, Math.min(articleCount, id))),
                    EventType.VIEW,
                    timeMs,
                    0));
        }
        return events;
    }

    private static int topic(int id) {
        return id % TOPICS;
    }

    private long publishMs(int id) {
        return NOW_MS - SPAN_MS + (long) (id / (double) articleCount * SPAN_MS);
    }

    private int skewed(int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 3));
    }

    /** Asks a thousand pages a second, half of them for readers in the middle of a session, and says what they took. */
    private void ask(Engine engine, String what, int count, List<Event> events) {
        ask(engine, what, count, events, request -> request);
    }

    private void ask(Engine engine, String what, int count, List<Event> events, UnaryOperator<PageRequest> options) {
        Histogram wall = new Histogram(3);
        Histogram cpu = new Histogram(3);
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            PageRequest request = options.apply(
                    PageRequest.of(reader(events, i), PAGE, engine.policy()).notKept());
            next += PACE_NS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            long cpuBegin = cpuNanos();
            long begin = System.nanoTime();
            items(engine.recommender(), request);
            wall.recordValue(System.nanoTime() - begin);
            cpu.recordValue(cpuNanos() - cpuBegin);
        }
        print("%-24s cpu us %s, wall us %s", what, percentiles(cpu), percentiles(wall));
    }

    /**
     * Readers who ask for a page, and then for more without doing anything in between, and for the last one again; and nobody in
     * particular. All in turns, as fast as it goes, every page kept.
     */
    private void scroll(Engine engine, List<Event> events) {
        Map<String, Histogram> cpu = new LinkedHashMap<>();
        for (int i = -SCROLLERS / 2; i < SCROLLERS; i++) {
            if (i == 0) {
                cpu.clear();
            }
            String reader =
                    events.get(eventCount - 1 - random.nextInt(eventCount / 10)).reader();
            // No two ask for the same: what a page leaves is for the next ones of this turn.
            PageRequest asked = PageRequest.of(reader, PAGE, engine.policy()).seenSince(SCROLLERS + i);
            long stamp = measure(engine, asked, cpu, "first page, kept");
            for (int next = 2; next <= 4; next++) {
                stamp = measure(engine, asked, cpu, "next page, kept");
            }
            measure(engine, asked.at(stamp), cpu, "replay");
            measure(engine, PageRequest.of("", PAGE, engine.policy()), cpu, "anonymous page");
        }
        cpu.forEach(
                (what, nanos) -> print("%-24s cpu us %s mean %.1f", what, percentiles(nanos), nanos.getMean() / 1e3));
    }

    private static long measure(Engine engine, PageRequest request, Map<String, Histogram> cpu, String what) {
        long begin = cpuNanos();
        Answer answer = engine.recommender().recommend(request).join();
        long took = cpuNanos() - begin;
        cpu.computeIfAbsent(what, name -> new Histogram(3)).recordValue(took);
        if (answer.items().size() != PAGE) {
            throw new IllegalStateException(what + ": page of " + answer.items().size());
        }
        return answer.stamp();
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
