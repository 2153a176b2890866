package io.reco.server.recommend;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
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
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Page;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.learn.train.Learner;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.reader.ReaderState;

/**
 * Whether two million readers of a few events each fit into a small heap, how long a batch of events keeps others from the
 * models, and whether pages still know what readers like. Readers view articles of one of 50 groups, which have no words and no
 * topics, so that only what others read can tell. From the project's root:
 *
 * <pre>{@code
 * mvn -q -Pbench -pl reco-server -am -Dbench=ManyReaders [-Dbench.args=READERS]
 * }</pre>
 */
public final class ManyReaders {

    private static final int ARTICLES = 5_000;
    private static final int GROUPS = 50;
    private static final int EVENTS_EACH = 4;
    private static final int BATCH = 256;
    private static final int ROWS_A_BATCH = 4;
    private static final int ASKS = 2_000;
    private static final int PAGE = 10;

    /** Learned in the background so many times. */
    private static final int LEARNED = 8;

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long SPAN_MS = 10L * 24 * 3_600_000;
    private static final long LOOK_EVERY_NS = 500_000;

    private final int readers;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    private final IdKeys ids = IdKeys.withoutSecret();
    private final Models models = new Models(LearningSettings.defaults());
    private final Pipeline pipeline = new Pipeline(models, ids);
    private final ModelWriter writer = new ModelWriter(models, ids, clock, pipeline.rehearsal());
    private final Histogram batches = new Histogram(3);
    private final Learner learner = new Learner(models, clock);

    private ManyReaders(int readers) {
        this.readers = readers;
    }

    public static void main(String[] args) throws InterruptedException {
        new ManyReaders(args.length > 0 ? Integer.parseInt(args[0]) : 2_000_000).run();
    }

    private void run() throws InterruptedException {
        print("heap: %d MiB, readers: %d of %d events", Runtime.getRuntime().maxMemory() >> 20, readers, EVENTS_EACH);
        publish();
        AtomicBoolean done = new AtomicBoolean();
        Histogram waits = new Histogram(3);
        Thread looking = new Thread(() -> look(waits, done));
        looking.start();
        long begin = System.nanoTime();
        int part = Math.max(1, readers / LEARNED);
        for (int from = 0; from < readers; from += part) {
            read(from, Math.min(readers, from + part));
            learner.learn(1);
            print(
                    "after %d readers: %d known, %d MiB used, %.2f of pages is what the reader likes",
                    Math.min(readers, from + part),
                    models.<Integer>read(View::readerCount),
                    usedBytes() >> 20,
                    liked(null));
        }
        done.set(true);
        looking.join();
        print("took %.0f s", (System.nanoTime() - begin) / 1e9);
        print(
                "processor time of %d events: p99 %.2f ms, at most %.2f ms",
                BATCH, millis(batches, 99), batches.getMaxValue() / 1e6);
        print(
                "waited for the models, collections of garbage included: p99 %.2f ms, at most %.2f ms",
                millis(waits, 99), waits.getMaxValue() / 1e6);
        Histogram took = new Histogram(3);
        liked(took);
        print("a page: %.2f ms in the middle, p99 %.2f ms", millis(took, 50), millis(took, 99));
    }

    private void publish() {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(NOW_MS - SPAN_MS - id)));
        }
        writer.replay(facts);
    }

    /** A day's readers come one after another, each several times. */
    private void read(int from, int to) {
        List<Event> batch = new ArrayList<>(BATCH);
        for (int reader = from; reader < to; reader++) {
            long timeMs = NOW_MS - SPAN_MS + (long) ((double) SPAN_MS * reader / readers);
            for (int i = 0; i < EVENTS_EACH; i++) {
                String article = Integer.toString(article(reader % GROUPS));
                batch.add(new Event("", "reader-" + reader, article, EventType.VIEW, timeMs + i * 60_000L, 0));
            }
            if (batch.size() >= BATCH) {
                long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                writer.apply(batch);
                batches.recordValue(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
                writer.rebuildRows(ROWS_A_BATCH);
                batch.clear();
            }
        }
        writer.apply(batch);
    }

    /** One of a group, sometimes of any. */
    private int article(int group) {
        int place = (int) (ARTICLES / GROUPS * Math.pow(random.nextDouble(), 2));
        return 1 + place * GROUPS + (random.nextInt(10) == 0 ? random.nextInt(GROUPS) : group);
    }

    private double liked(@Nullable Histogram took) {
        SplittableRandom chance = new SplittableRandom(2);
        int own = 0;
        int all = 0;
        for (int ask = 0; ask < ASKS; ask++) {
            int group = chance.nextInt(GROUPS);
            Actions.Builder actions = Actions.builder(3);
            for (int i = 0; i < 3; i++) {
                actions.add(1 + chance.nextInt(20) * GROUPS + group, EventType.VIEW, NOW_MS - 3_600_000L * (i + 1));
            }
            ReaderState state = new ReaderState(actions.build(), List.of());
            long begin = System.nanoTime();
            PageRequest request = PageRequest.of("new-" + ask, PAGE, Policy.defaults());
            Selection selection = pipeline.select(request, state, NOW_MS);
            if (took != null) {
                took.recordValue(System.nanoTime() - begin);
            }
            for (Page.Slot slot : selection.slots()) {
                own += (slot.article() - 1) % GROUPS == group ? 1 : 0;
                all++;
            }
        }
        return own / (double) all;
    }

    private void look(Histogram waits, AtomicBoolean done) {
        while (!done.get()) {
            long begin = System.nanoTime();
            long unused = models.<Long>read(View::engagements);
            waits.recordValue(System.nanoTime() - begin);
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    /** As of the last collection. */
    private static long usedBytes() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            used += pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null
                    ? pool.getCollectionUsage().getUsed()
                    : 0;
        }
        return used;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
