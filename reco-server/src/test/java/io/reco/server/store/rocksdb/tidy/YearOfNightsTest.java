package io.reco.server.store.rocksdb.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * A year in which a catalogue is taken down and published again every night, as some systems synchronise, and readers read all
 * the while: what the store takes is bounded by what is alive.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class YearOfNightsTest {

    private static final Instant START = Instant.parse("2025-01-01T03:00:00Z");
    private static final int ARTICLES = 200;
    private static final int EVENTS = 400;
    private static final Duration NIGHT = Duration.ofDays(1);

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private final SplittableRandom random = new SplittableRandom(1);
    private int events;

    @Test
    void whatTheStoreTakesIsBoundedByWhatIsAlive() throws IOException {
        StoreSettings settings = StoreSettings.DEFAULTS;
        Map<Table, Long> afterTwoMonths;
        try (Database database = Database.open(data);
                Store store = RocksStore.open(database, settings, clock, () -> clock.millis() * 1_000_000)) {
            nights(store, 60);
            afterTwoMonths = bytes(database);

            nights(store, 305);

            Map<Table, Long> afterAYear = bytes(database);
            for (Table table : List.of(Table.LOG, Table.EVENT_IDS, Table.ARTICLES, Table.TOMBSTONES, Table.COUNTS)) {
                assertThat(afterAYear.get(table))
                        .as("%s: %s, then %s", table, afterTwoMonths, afterAYear)
                        .isLessThan(afterTwoMonths.getOrDefault(table, 0L) * 6 / 5 + 4_096);
            }
            assertThat(store.snapshots().list()).hasSize(2);
            long counted = store.counts().get(ids()).join().stream()
                    .mapToLong(counts -> counts.of(EventType.VIEW))
                    .sum();
            assertThat(counted).isEqualTo(events);
        }
    }

    private static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= ARTICLES; i++) {
            ids.add(Integer.toString(i));
        }
        return ids;
    }

    private void nights(Store store, int count) throws IOException {
        for (int night = 0; night < count; night++) {
            List<Fact> facts = new ArrayList<>();
            ids().forEach(id -> facts.add(new Fact.ArticleDeleted(id)));
            ids().forEach(id -> facts.add(new Fact.ArticleUpserted(
                    Article.bare(id).publishedAt(START.toEpochMilli()), START.toEpochMilli(), false)));
            store.facts().append(facts).join();
            store.facts().append(day()).join();
            clock.move(NIGHT);
            var unused = store.snapshots().put(store.facts().newest(), out -> out.write(1));
        }
        Duration kept = StoreSettings.DEFAULTS.logRetention();
        long perNight = 2L * ARTICLES + EVENTS;
        await().until(() ->
                store.facts().newest().sum() - store.facts().oldest().sum() <= (kept.toDays() + 2) * perNight);
    }

    private List<Event> day() {
        List<Event> views = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String reader = Integer.toString(1 + random.nextInt(300));
            String article = Integer.toString(1 + random.nextInt(ARTICLES));
            views.add(new Event("e" + events++, reader, article, EventType.VIEW, clock.millis() + i, 0));
        }
        return views;
    }

    private static Map<Table, Long> bytes(Database database) {
        Map<Table, Long> bytes = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            bytes.put(table, database.compactedBytes(table));
        }
        return bytes;
    }
}
