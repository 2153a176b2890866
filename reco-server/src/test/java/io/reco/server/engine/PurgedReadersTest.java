package io.reco.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.life.ReaderLives.Erased;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;

/** When the time has come that the receipt of an erasure names, nothing on the disk says who it was. */
@Timeout(300)
class PurgedReadersTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ERASED = "Zq7!w_xK9~Pv2Lr5";
    private static final Duration SOON = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock(START);
    private int events;

    /** Of the engine that is open. */
    @SuppressWarnings("NullAway.Init") // opened by every test
    private Store store;

    private Engine open() {
        EngineSettings defaults = EngineSettings.defaults();
        store = RocksStore.open(
                Database.open(directory), StoreSettings.DEFAULTS, clock, () -> clock.millis() * 1_000_000);
        return Engine.open(store, new EngineSettings(defaults.learning(), defaults.policy(), SOON), Map.of(), clock);
    }

    private Event view(String reader, int article) {
        return new Event("e" + events++, reader, Integer.toString(article), EventType.VIEW, clock.millis() - 1_000, 0);
    }

    /** What everybody does, and the one who is erased then, too. */
    private void fill(boolean everybody) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            facts.add(view("Zq7-other-" + i % 40, 1 + i % 50));
        }
        if (everybody) {
            for (int i = 0; i < 30; i++) {
                facts.add(view(ERASED, 1 + i));
            }
            facts.add(new Fact.ReaderUpdated(ERASED, Preferences.NONE.personalised(false, clock.millis())));
        }
        var unused = store.facts().append(facts).join();
    }

    private List<String> filesWithTheId() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(PurgedReadersTest::hasTheId)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean hasTheId(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(ERASED);
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private void live(Engine engine) {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= 60; id++) {
            articles.add(
                    new Fact.ArticleUpserted(Article.bare(Integer.toString(id)).publishedAt(START.toEpochMilli())));
        }
        var unused = store.facts().append(articles).join();
        for (int day = 0; day < 3; day++) {
            fill(true);
            engine.settled().join();
            var page = engine.recommender()
                    .recommend(PageRequest.of(ERASED, 10, engine.policy()))
                    .join();
            assertThat(page.items()).isNotEmpty();
            clock.move(Duration.ofDays(1));
        }
        merge("Zq7-other-3", ERASED);
        merge(ERASED, "Zq7-other-4");
        fill(true);
    }

    private void merge(String from, String into) {
        var merged =
                store.lives().merge(new Merge(from, into, from + into), false).join();
        assertThat(merged.actions()).isPositive();
    }

    @Test
    void whenTheTimeOfTheReceiptHasComeNoByteOfTheStoreHasTheId() throws IOException {
        Erased receipt;
        try (Engine engine = open()) {
            live(engine);
        }
        assertThat(filesWithTheId()).as("while the reader lives").isNotEmpty();
        try (Engine engine = open()) {
            receipt = store.lives().erase(ERASED, false).join();
            engine.settled().join();
            assertThat(filesWithTheId()).as("the log still has it").isNotEmpty();
            for (int day = 0; day < 4; day++) {
                clock.move(Duration.ofDays(2));
                fill(false);
                engine.settled().join();
            }
            clock.move(Duration.ofMillis(receipt.goneMs() - clock.millis()));
            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(UncheckedIOException.class) // files come and go
                    .untilAsserted(() -> assertThat(filesWithTheId()).isEmpty());
            assertThat(store.facts().oldest().reached(receipt.upTo())).isTrue();
        }
        assertThat(filesWithTheId()).as("after the end").isEmpty();
        try (Engine engine = open()) {
            engine.settled().join();
            assertThat(store.lives().lineage(ERASED).join().erasedMs()).isEqualTo(receipt.erasedMs());
            assertThat(filesWithTheId()).as("after a start").isEmpty();
        }
    }

    @Test
    void whereNobodyComesAnyMoreItIsGoneInTimeToo() throws IOException {
        try (Engine engine = open()) {
            live(engine);
            Erased receipt = store.lives().erase(ERASED, false).join();
            engine.settled().join();

            clock.move(Duration.ofMillis(receipt.goneMs() - clock.millis()));

            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(UncheckedIOException.class) // files come and go
                    .untilAsserted(() -> assertThat(filesWithTheId()).isEmpty());
        }
    }
}
