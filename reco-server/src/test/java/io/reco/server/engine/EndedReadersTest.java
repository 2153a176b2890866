package io.reco.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.RowBuilder;
import io.reco.server.model.View;
import io.reco.server.model.neighbours.NeighbourRows;
import io.reco.server.store.Store;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.memory.MemoryStore;
import io.reco.server.store.rocksdb.RocksStore;

/** What was learned from a reader who was erased, or is another one now. */
@Timeout(300)
class EndedReadersTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int ARTICLES = 60;
    private static final int READERS = 80;
    private static final String ENDED = "7c0b1a1e-ended";
    private static final String OTHER = "9";

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(3);
    private final List<Fact> articles = new ArrayList<>();

    /** What others did; and what the one whose life ends did, between them. */
    private final List<Event> others = new ArrayList<>();

    private final List<Event> own = new ArrayList<>();

    EndedReadersTest() {
        for (int id = 1; id <= ARTICLES; id++) {
            articles.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(id))
                    .publishedAt(NOW.minusSeconds(86_400).toEpochMilli())));
        }
        for (int i = 0; i < 1_500; i++) {
            others.add(event("e" + i, Integer.toString(1 + random.nextInt(READERS)), i));
        }
        for (int i = 0; i < 15; i++) {
            own.add(event("own" + i, ENDED, 100 * i));
        }
        own.add(new Event("own-x", ENDED, "later", EventType.VIEW, NOW.toEpochMilli() - 1_000, 0));
    }

    private Event event(String id, String reader, int second) {
        int article = 1 + (int) (ARTICLES * Math.pow(random.nextDouble(), 2));
        EventType type = random.nextInt(12) == 0 ? EventType.HIDE : EventType.VIEW;
        long timeMs = NOW.toEpochMilli() - 3_600_000 + second * 1_000L;
        return new Event(id, reader, Integer.toString(article), type, timeMs, 0);
    }

    private static void append(Store store, List<? extends Fact> facts) {
        for (int from = 0; from < facts.size(); from += 500) {
            var unused = store.facts()
                    .append(facts.subList(from, Math.min(facts.size(), from + 500)))
                    .join();
        }
    }

    private List<Event> mixed(String reader) {
        List<Event> all = new ArrayList<>(others);
        for (Event event : own) {
            all.add(new Event(
                    reader + event.id(), reader, event.article(), event.type(), event.timeMs(), event.origin()));
        }
        all.sort(Comparator.comparingLong(Event::timeMs));
        return all;
    }

    private static Engine caughtUp(Store store) {
        Engine engine = Engine.stepped(store, EngineSettings.defaults(), CLOCK);
        engine.catchUp();
        return engine;
    }

    /** The row that serves, and the one that would be built now: rows wait until an event comes near. */
    private static NeighbourRows.Row served(View view, int article) {
        return Objects.requireNonNull(view.rows().row(article));
    }

    private static NeighbourRows.Row built(View view, int article) {
        return new RowBuilder(view.damping()).build(article, view.ties(), ARTICLES);
    }

    /** Weights of a row, by the id of the article they lead to. */
    private static Map<String, Float> weights(View view, NeighbourRows.Row row) {
        Map<String, Float> weights = new TreeMap<>();
        for (int i = 0; i < row.articles().length; i++) {
            weights.put(view.articles().id(row.articles()[i]), row.weight(i));
        }
        return weights;
    }

    private static int ordinal(Store store, View view, String id) {
        return view.articles().ordinal(store.ids().of(id));
    }

    private void assertSameRowsOfWhatTheyTouched(Engine one, Engine two, Store store) {
        for (Event event : own.subList(0, own.size() - 1)) {
            Map<String, Float> first =
                    one.models().read(view -> weights(view, served(view, ordinal(store, view, event.article()))));
            Map<String, Float> second =
                    two.models().read(view -> weights(view, built(view, ordinal(store, view, event.article()))));
            assertThat(first.keySet()).as("row of " + event.article()).isEqualTo(second.keySet());
            assertThat(first).isNotEmpty();
            first.forEach((id, weight) ->
                    assertThat(weight).as(event.article() + " to " + id).isCloseTo(second.get(id), offset(1e-4f)));
            assertThat(readers(one, store, event.article())).isEqualTo(readers(two, store, event.article()));
        }
    }

    private static int readers(Engine engine, Store store, String article) {
        return engine.models().<Integer>read(view -> view.popularity().readers(ordinal(store, view, article)));
    }

    private static int views(Engine engine, Store store, String article) {
        return engine.models().<Integer>read(view -> view.popularity().views(ordinal(store, view, article)));
    }

    @Test
    void rowsAndReadersOfWhatAnErasedReaderTouchedAreThoseOfALogWithoutThem() {
        Store with = MemoryStore.open(CLOCK);
        Store without = MemoryStore.open(CLOCK);
        append(with, articles);
        append(without, articles);
        append(with, mixed(ENDED));
        append(without, others);
        try (Engine erased = caughtUp(with);
                Engine never = caughtUp(without)) {
            long key = with.ids().ofReader(ENDED);
            assertThat(erased.models().<Integer>read(view -> view.sessions().current(key)))
                    .isNotZero();

            var receipt = with.lives().erase(ENDED, false).join();
            assertThat(receipt.actions()).isEqualTo(own.size());
            erased.catchUp();

            assertSameRowsOfWhatTheyTouched(erased, never, with);
            assertThat(erased.models().<Integer>read(View::readerCount))
                    .isEqualTo(never.models().<Integer>read(View::readerCount));
            assertThat(erased.models().<Object>read(view -> view.past(key))).isNull();
            assertThat(erased.models().<Integer>read(view -> view.sessions().current(key)))
                    .isZero();
            assertEarlyEventIsOnlyCounted(erased, with, key);
        }
    }

    private static void assertEarlyEventIsOnlyCounted(Engine engine, Store store, long key) {
        append(store, List.of(new Fact.ArticleUpserted(Article.bare("later").publishedAt(NOW.toEpochMilli()))));
        engine.catchUp();
        assertThat(views(engine, store, "later")).isOne();
        assertThat(readers(engine, store, "later")).isZero();
        assertThat(engine.models().<Object>read(view -> view.past(key))).isNull();
    }

    @Test
    void aMergedReaderIsOneReaderInsteadOfTwo() {
        Store merged = MemoryStore.open(CLOCK);
        Store one = MemoryStore.open(CLOCK);
        append(merged, articles);
        append(one, articles);
        append(merged, mixed(ENDED));
        append(one, mixed(OTHER));
        try (Engine joined = caughtUp(merged);
                Engine always = caughtUp(one)) {
            var done = merged.lives().merge(new Merge(ENDED, OTHER, "r"), false).join();
            assertThat(done.actions()).isEqualTo(own.size());
            joined.catchUp();

            assertSameRowsOfWhatTheyTouched(joined, always, merged);
            assertThat(joined.models().<Integer>read(View::readerCount)).isEqualTo(READERS);
            long key = merged.ids().ofReader(ENDED);
            assertThat(joined.models().<Object>read(view -> view.past(key))).isNull();
            assertThat(joined.models().<Integer>read(view -> view.sessions().current(key)))
                    .isZero();
            assertThat(history(joined, merged)).containsExactlyElementsOf(history(always, one));
        }
    }

    private static List<String> history(Engine engine, Store store) {
        return engine.models().read(view -> {
            var past = view.past(store.ids().ofReader(OTHER));
            List<String> history = new ArrayList<>();
            for (int place = 0; past != null && place < past.length(); place++) {
                history.add(view.articles().id(past.article(place)) + " " + past.weight(place));
            }
            return history;
        });
    }

    @Test
    void aStartFromTheLogAndOneFromWhatTheStoreKeepsKnowNothingOfAnErasedReaderEither() {
        Path place = directory.resolve("store");
        long key;
        try (Store store = RocksStore.open(place, CLOCK)) {
            append(store, articles);
            append(store, mixed(ENDED));
            var merged = store.lives().merge(new Merge("5", OTHER, "r"), false).join();
            assertThat(merged.actions()).isPositive();
            var erased = store.lives().erase(ENDED, false).join();
            assertThat(erased.actions()).isEqualTo(own.size());
            key = store.ids().ofReader(ENDED);
        }
        for (boolean cut : List.of(false, true)) {
            Store store = RocksStore.open(place, CLOCK);
            store = cut ? new CutStore(store, store.facts().newest()) : store;
            try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), CLOCK)) {
                engine.settled().join();
                assertThat(engine.models().<Object>read(view -> view.past(key))).isNull();
                assertThat(engine.models().<Integer>read(View::readerCount)).isEqualTo(READERS - 1);
            }
        }
    }
}
