package io.reco.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.model.histories.Past;
import io.reco.server.model.settings.Parameter;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.Store;
import io.reco.server.store.count.Counts;
import io.reco.server.store.rocksdb.RocksStore;

/** Whatever an engine begins with, a snapshot, the whole log or what the store keeps, it goes on as if it had never ended. */
@Timeout(300)
class StartTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int GROUPS = 4;
    private static final int ARTICLES = 160;
    private static final int READERS = 60;
    private static final int PAGE = 10;
    private static final EngineSettings SETTINGS = EngineSettings.defaults();

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(1);
    private int events;

    /** What readers are shown: articles and rungs of each reader's page. */
    private record Pages(Map<Integer, List<String>> byReader) {}

    @Test
    void fromASnapshotPagesAreThoseOfAStartFromTheWholeLog() throws IOException {
        fill(1_500);
        runAndClose(SETTINGS);
        List<Fact> more = views(1_500);
        append(more);

        Pages fromSnapshot = pages(SETTINGS, true);
        deleteSnapshots();
        Pages fromLog = pages(SETTINGS, false);

        assertThat(fromSnapshot.byReader).isEqualTo(fromLog.byReader);
    }

    @Test
    void withAllSnapshotsDamagedAfterTheLogWasCutCountsAreEqualAndPagesPersonal() throws IOException {
        fill(1_500);
        runAndClose(SETTINGS);
        append(views(500));
        append(List.of(view(1, "early"), view(2, "early"), event(2, "early", EventType.SHARE)));
        runAndClose(SETTINGS);
        for (Path snapshot : snapshots()) {
            damage(snapshot);
        }
        Store store = cut(open());

        try (Engine engine = Engine.open(store, SETTINGS, Map.of(), CLOCK)) {
            engine.settled().join();
            assertThat(engine.status().snapshot().bytes()).isZero();
            assertCountsEqual(engine, store);
            for (int reader = 1; reader <= READERS; reader++) {
                int group = reader % GROUPS;
                assertThat(page(engine, reader))
                        .filteredOn(id -> Integer.parseInt(id) % GROUPS == group)
                        .as("page of reader " + reader)
                        .hasSizeGreaterThan(PAGE / 2);
            }

            store.facts().append(views(300)).join();
            store.facts().append(List.of(upserted("early"))).join();
            engine.settled().join();
            assertCountsEqual(engine, store);
            assertThat(views(engine, store.ids(), "early")).isEqualTo(2);
        }
    }

    @Test
    void aSnapshotOfOtherSettingsIsNotUsed() {
        fill(500);
        runAndClose(SETTINGS);

        Pages unused = pages(EngineSettings.of(Map.of(Parameter.WEIGHT_VIEW, 2.0)), false);

        assertThat(unused.byReader).hasSize(READERS);
    }

    @Test
    void aSnapshotThatTheLogDoesNotLeadOnFromIsNotUsed() {
        fill(500);
        runAndClose(SETTINGS);
        append(views(100));

        try (Engine engine = Engine.open(cut(open()), SETTINGS, Map.of(), CLOCK)) {
            engine.settled().join();
            assertThat(engine.status().snapshot().bytes()).isZero();
        }
    }

    @Test
    void whereTheNewestSnapshotIsDamagedTheOneBeforeIsUsed() throws IOException {
        fill(500);
        runAndClose(SETTINGS);
        append(views(500));
        Pages before = pages(SETTINGS, true);
        List<Path> both = snapshots();
        assertThat(both).hasSize(2);
        damage(both.get(1));

        assertThat(pages(SETTINGS, true).byReader).isEqualTo(before.byReader);
    }

    @Test
    void aSnapshotOfAnotherStoreIsNotUsed() throws IOException {
        fill(500);
        runAndClose(SETTINGS);
        Path snapshot = snapshots().get(0);
        Path kept = Files.copy(snapshot, directory.resolve("kept"));
        try (Stream<Path> files = Files.walk(directory.resolve("store"))) {
            files.sorted(Collections.reverseOrder()).forEach(StartTest::delete);
        }
        fill(500);
        Files.createDirectories(snapshot.getParent());
        Files.copy(kept, snapshot);

        Pages unused = pages(SETTINGS, false);

        assertThat(unused.byReader).hasSize(READERS);
    }

    @Test
    void aSnapshotThatIsWrittenWhileFactsArriveHoldsThoseOfOneMoment() throws IOException {
        fill(500);
        EngineSettings often = new EngineSettings(SETTINGS.learning(), SETTINGS.policy(), Duration.ofMillis(1));
        Store store = open();
        try (Engine engine = Engine.open(store, often, Map.of(), CLOCK)) {
            engine.ready().join();
            for (int i = 0; i < 200; i++) {
                store.facts().append(views(20)).join();
            }
            long before = engine.status().snapshot().bytes();
            assertThat(before).isPositive();
        }
        // The last one is of the end; the one before was made on the way.
        damage(snapshots().get(1));
        store = open();
        try (Engine engine = Engine.open(store, SETTINGS, Map.of(), CLOCK)) {
            engine.settled().join();
            assertThat(engine.status().snapshot().bytes()).isPositive();
            assertCountsEqual(engine, store);
        }
    }

    @Test
    void whoseDeedsAreNotLearnedFromIsNotForgottenByAnyStart() throws IOException {
        fill(500);
        append(List.of(
                view(9_001, "1"),
                new Fact.ReaderUpdated("9001", Preferences.NONE.learnedSince(Preferences.NEVER)),
                view(9_001, "2"),
                new Fact.ReaderUpdated("9002", Preferences.NONE.learnedSince(Preferences.NEVER)),
                view(9_002, "3"),
                new Fact.ReaderUpdated("9002", Preferences.NONE.learnedSince(NOW.toEpochMilli()))));
        runAndClose(SETTINGS);
        append(List.of(view(9_001, "4"), viewNow(9_002, "5")));

        assertThat(learned(open())).isEqualTo("9001: 1, 9002: 1");
        deleteSnapshots();
        assertThat(learned(open())).isEqualTo("9001: 1, 9002: 1");
        deleteSnapshots();
        assertThat(learned(cut(open()))).as("rebuilt").isEqualTo("9001: 0, 9002: 1");
    }

    private Event viewNow(int reader, String article) {
        return new Event("e" + events++, Integer.toString(reader), article, EventType.VIEW, NOW.toEpochMilli(), 0);
    }

    /** Of how many articles the models know that the readers opened them; after one more that one of them opened. */
    private String learned(Store store) {
        try (Engine engine = Engine.open(store, SETTINGS, Map.of(), CLOCK)) {
            engine.settled().join();
            store.facts().append(List.of(view(9_001, "6"))).join();
            engine.settled().join();
            return engine.models().read(view -> {
                Past off = view.past(store.ids().ofReader("9001"));
                Past on = view.past(store.ids().ofReader("9002"));
                return "9001: " + (off == null ? 0 : off.length()) + ", 9002: " + (on == null ? 0 : on.length());
            });
        }
    }

    private Store open() {
        return RocksStore.open(directory.resolve("store"), CLOCK);
    }

    private static Store cut(Store store) {
        return new CutStore(store, store.facts().newest());
    }

    private void fill(int views) {
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(upserted(Integer.toString(id)));
        }
        append(facts);
        append(views(views));
    }

    private static Fact upserted(String id) {
        int number = IdKeys.isNumber(id) ? Integer.parseInt(id) : 0;
        return new Fact.ArticleUpserted(new Article(
                id,
                "Number " + number + " of group" + number % GROUPS,
                "",
                "",
                "",
                List.of("group" + number % GROUPS),
                "en",
                NOW.toEpochMilli() - number * 60_000L,
                Article.NEVER,
                false));
    }

    /** Each reader reads a group of their own, the oldest first. */
    private List<Fact> views(int count) {
        return IntStream.range(0, count)
                .<Fact>mapToObj(i -> {
                    int reader = 1 + random.nextInt(READERS);
                    int article = GROUPS * random.nextInt(ARTICLES / GROUPS) + reader % GROUPS;
                    return view(reader, Integer.toString(Math.max(1, article)));
                })
                .toList();
    }

    private Event view(int reader, String article) {
        return event(reader, article, EventType.VIEW);
    }

    private Event event(int reader, String article, EventType type) {
        long timeMs = NOW.toEpochMilli() - 3_600_000 + 1_000L * (events / 4);
        return new Event(
                "e" + events++, Integer.toString(reader), article, type, Math.min(timeMs, NOW.toEpochMilli()), 0);
    }

    private void append(List<Fact> facts) {
        try (Store store = open()) {
            var unused = store.facts().append(facts).join();
        }
    }

    private void runAndClose(EngineSettings settings) {
        try (Engine engine = Engine.open(open(), settings, Map.of(), CLOCK)) {
            settle(engine);
        }
    }

    /** From then on the same request gets the same page. */
    private static void settle(Engine engine) {
        engine.settled().join();
        await().until(() -> engine.status().learnedPosition() == engine.status().logPosition());
    }

    /** Of an engine that is expected to begin with a snapshot, or without. */
    private Pages pages(EngineSettings settings, boolean snapshot) {
        try (Engine engine = Engine.open(open(), settings, Map.of(), CLOCK)) {
            settle(engine);
            assertThat(engine.status().snapshot().bytes() > 0)
                    .as("began with a snapshot")
                    .isEqualTo(snapshot);
            Map<Integer, List<String>> byReader = new HashMap<>();
            for (int reader = 1; reader <= READERS; reader++) {
                byReader.put(reader, page(engine, reader));
            }
            return new Pages(byReader);
        }
    }

    private static List<String> page(Engine engine, int reader) {
        PageRequest request =
                PageRequest.of(Integer.toString(reader), PAGE, engine.policy()).notKept();
        return engine.recommender().recommend(request).join().items().stream()
                .map(item -> Long.toString(item.slot().article()))
                .toList();
    }

    private static void assertCountsEqual(Engine engine, Store store) {
        List<String> ids =
                IntStream.rangeClosed(1, ARTICLES).mapToObj(Integer::toString).toList();
        List<Counts> counts = store.counts().get(ids).join();
        for (int i = 0; i < ids.size(); i++) {
            assertThat(views(engine, store.ids(), ids.get(i)))
                    .as("views of " + ids.get(i))
                    .isEqualTo(counts.get(i).of(EventType.VIEW));
        }
    }

    private static long views(Engine engine, IdKeys ids, String id) {
        return engine.models()
                .<Integer>read(view -> view.popularity().views(view.articles().ordinal(ids.of(id))));
    }

    /** The oldest first. */
    private List<Path> snapshots() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("store/snapshots"))) {
            return files.sorted().toList();
        }
    }

    private void deleteSnapshots() throws IOException {
        snapshots().forEach(StartTest::delete);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void damage(Path file) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.seek(opened.length() / 2);
            int there = opened.read();
            opened.seek(opened.length() / 2);
            opened.write(there ^ 1);
        }
    }
}
