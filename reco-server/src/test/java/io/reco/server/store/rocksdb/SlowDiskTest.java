package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.Uninterruptibles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.recommend.Answer;
import io.reco.server.recommend.Recommender;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.db.Database;

/** What a disk that takes its time with a flush makes of pages. */
class SlowDiskTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READERS = 50;
    private static final int PAGES_EACH = 4;
    private static final int PLENTY = 1_000_000;
    private static final Duration FLUSH_MAX = Duration.ofMinutes(2);

    @TempDir
    Path data;

    /** A flush takes one before it begins. */
    private final Semaphore flushes = new Semaphore(PLENTY);

    @Test
    void pagesOfAnyReaderAreMadeKeptAndReplayedWhileEventsWaitForTheDisk() throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Database database = Database.open(data, () -> Long.MAX_VALUE, 1, this::awaitFlush);
        try (Store store = RocksStore.open(database, clock);
                Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of("k", new byte[32]), clock)) {
            publish(store, engine);
            flushes.drainPermits();
            try {
                // Of the very readers who ask, so that what is kept of them is in the write that waits.
                CompletableFuture<?> first = store.facts().append(views("a"));
                await().until(flushes::hasQueuedThreads);
                CompletableFuture<?> second = store.facts().append(views("b"));

                askForPages(engine.recommender());

                assertThat(flushes.getQueueLength())
                        .as("the one flush that waits")
                        .isEqualTo(1);
                assertThat(first).isNotDone();
                assertThat(second).isNotDone();
                flushes.release(PLENTY);
                first.get(60, TimeUnit.SECONDS);
                second.get(60, TimeUnit.SECONDS);
                assertThat(store.readers().read("r0").join().pages()).hasSize(PAGES_EACH);
            } finally {
                flushes.release(PLENTY); // whatever happens, the end does not wait for the disk
            }
        }
    }

    private void awaitFlush() {
        if (!Uninterruptibles.tryAcquireUninterruptibly(flushes, FLUSH_MAX)) {
            throw new IllegalStateException("a page waits for a flush, or the test for too long");
        }
    }

    private static void publish(Store store, Engine engine) {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= 400; id++) {
            Article article = Article.bare(Integer.toString(id)).publishedAt(NOW.toEpochMilli() - id);
            facts.add(new Fact.ArticleUpserted(article));
        }
        var unused = store.facts().append(facts).join();
        engine.settled().join();
    }

    private static void askForPages(Recommender recommender) throws Exception {
        for (int i = 0; i < READERS * PAGES_EACH; i++) {
            PageRequest request = PageRequest.of("r" + i % READERS, 10, Policy.defaults());
            Answer page = recommender.recommend(request).get(60, TimeUnit.SECONDS);

            assertThat(page.degraded()).isFalse();
            assertThat(page.items()).hasSize(10);
            assertThat(recommender.recommend(request.at(page.stamp())).get(60, TimeUnit.SECONDS))
                    .isEqualTo(page);
        }
    }

    private static List<Event> views(String run) {
        List<Event> events = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
            events.add(new Event(run + reader, "r" + reader, "1", EventType.VIEW, NOW.toEpochMilli(), 0));
        }
        return events;
    }
}
