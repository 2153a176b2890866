package io.reco.server.recommend;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.Intake;
import io.reco.server.model.EngineSettings;
import io.reco.server.model.Models;
import io.reco.server.store.ReaderState;

/**
 * What a page costs with a generated catalogue of 100,000 articles, and what the models take: one thread, CPU time. From the
 * project's root:
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

    private final SplittableRandom random = new SplittableRandom(1);
    private final Models models = new Models(EngineSettings.defaults());
    private final Pipeline pipeline = new Pipeline(models);
    private final Intake intake = new Intake(models, pipeline.rehearsal());
    private final int[][] histories = new int[READERS + 1][];
    private final long[][] times = new long[READERS + 1][];

    private PageBenchmark() {}

    public static void main(String[] args) {
        new PageBenchmark().run();
    }

    private void run() {
        long before = usedBytes();
        long begin = cpuNanos();
        publish();
        print("catalogue of %d articles: %.2f s", ARTICLES, (cpuNanos() - begin) / 1e9);
        long published = usedBytes();
        print("heap of an article: %d bytes", (published - before) / ARTICLES);
        List<Event> events = events();
        begin = cpuNanos();
        for (int i = 0; i < events.size(); i += BATCH) {
            intake.replay(events.subList(i, Math.min(events.size(), i + BATCH)));
        }
        print("replay of %d events: %.2f s", EVENTS, (cpuNanos() - begin) / 1e9);
        begin = cpuNanos();
        int rows = intake.staleRows();
        while (intake.staleRows() > 0) {
            intake.rebuildRows(64);
        }
        print("rows built: %d in %.2f s", rows, (cpuNanos() - begin) / 1e9);
        print("heap of models: %d MiB", (usedBytes() - before) >> 20);
        remember(events);
        ask(WARM_UP, events);
        Histogram nanos = ask(ASKS, events);
        print(
                "a page of %d: p50 %.0f us, p90 %.0f us, p99 %.0f us",
                PAGE,
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(90) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3);
    }

    private void publish() {
        List<Fact> batch = new ArrayList<>(BATCH);
        for (int id = 1; id <= ARTICLES; id++) {
            StringBuilder title = new StringBuilder();
            for (int word = 0; word < 8; word++) {
                title.append("word").append(skewed(WORDS)).append(' ');
            }
            List<String> topics = List.of("topic" + topic(id), "topic" + skewed(TOPICS));
            String author = "author" + skewed(AUTHORS);
            batch.add(new Fact.ArticleUpserted(new Article(
                    id, title.toString(), "", "", author, topics, "en", publishMs(id), Article.NEVER, false)));
            if (batch.size() == BATCH || id == ARTICLES) {
                intake.replay(batch);
                batch.clear();
            }
        }
    }

    /** By time; a reader views mostly new articles of a few topics, in short sessions. */
    private List<Event> events() {
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
            events.add(new Event("", reader, Math.max(1, Math.min(ARTICLES, id)), EventType.VIEW, timeMs, 0));
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
        events.forEach(event -> counts[event.reader()]++);
        for (int reader = 1; reader <= READERS; reader++) {
            histories[reader] = new int[counts[reader]];
            times[reader] = new long[counts[reader]];
        }
        for (Event event : events) {
            int place = --counts[event.reader()];
            histories[event.reader()][place] = event.article();
            times[event.reader()][place] = event.timeMs();
        }
    }

    /** Pages for readers, half of them in the middle of a session. */
    private Histogram ask(int count, List<Event> events) {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < count; i++) {
            int reader =
                    i % 2 == 0 ? events.get(EVENTS - 1 - random.nextInt(LATEST)).reader() : 1 + random.nextInt(READERS);
            byte[] types = new byte[histories[reader].length];
            Arrays.fill(types, (byte) EventType.VIEW.code());
            Ask ask =
                    new Ask(reader, PAGE, NOW_MS, new ReaderState(histories[reader], types, times[reader], List.of()));
            long begin = cpuNanos();
            int size = pipeline.select(ask).picks().size();
            nanos.recordValue(cpuNanos() - begin);
            if (size != PAGE) {
                throw new IllegalStateException("page of " + size);
            }
        }
        return nanos;
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
