package io.reco.server.store.rocksdb.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** What goes for its age, and when, in a store that is open. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RetentionTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final Duration LOG = StoreSettings.DEFAULTS.logRetention();
    private static final Duration READER = StoreSettings.DEFAULTS.readerRetention();

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private final AtomicLong jumpedMs = new AtomicLong();

    private Store open(Database database) {
        return RocksStore.open(database, StoreSettings.DEFAULTS, clock, this::ranNanos);
    }

    /** A monotonic clock that goes with the other one, except when that one jumps. */
    private long ranNanos() {
        return (clock.millis() - jumpedMs.get()) * 1_000_000;
    }

    private Event view(String id, int reader) {
        return new Event(id, Integer.toString(reader), "10", EventType.VIEW, clock.millis(), 0);
    }

    private static Positions append(Store store, Fact... facts) {
        return store.facts().append(List.of(facts)).join().upTo();
    }

    private static void snapshot(Store store) throws IOException {
        var unused = store.snapshots().put(store.facts().newest(), out -> out.write(1));
    }

    private static List<Fact> tail(Store store, Positions after) {
        List<Fact> facts = new ArrayList<>();
        int fed = store.facts().tail(after).read(1_000, facts::add);
        assertThat(fed).isEqualTo(facts.size());
        return facts;
    }

    @Test
    void theLogBeginsWhereWhatIsOldAndInTwoSnapshotsEnds() throws IOException {
        Positions first;
        Event later;
        try (Database database = Database.open(data);
                Store store = open(database)) {
            first = append(store, view("a", 1), view("b", 2));
            snapshot(store);
            clock.move(Duration.ofDays(1));
            later = view("c", 1);
            Positions newest = append(store, later);
            clock.move(LOG.minusDays(1));
            snapshot(store);
            clock.move(Duration.ofHours(1)); // now the first call is old, the second is not

            await().until(() -> store.facts().oldest().equals(first));

            assertThat(tail(store, first)).containsExactly(later);
            assertThat(store.facts().newest()).isEqualTo(newest);
            assertThatThrownBy(() -> tail(store, Positions.START))
                    .isInstanceOfSatisfying(
                            FactsGoneException.class,
                            gone -> assertThat(gone.oldest()).isEqualTo(first))
                    .hasMessage("log position: 0 (expected: 2 or later; older facts are gone)");
            assertThat(store.counts().get(List.of("10")).join().get(0).of(EventType.VIEW))
                    .isEqualTo(3);
        }
        try (Database database = Database.open(data);
                Store store = open(database)) {
            assertThat(store.facts().oldest()).isEqualTo(first);
            assertThat(tail(store, first)).containsExactly(later);
            assertThat(store.counts().get(List.of("10")).join().get(0).of(EventType.VIEW))
                    .isEqualTo(3);
        }
    }

    @Test
    void aReaderGoesAsAWholeLongAfterTheLastEventOrPageAndNoActionGoesByItsTime() {
        try (Database database = Database.open(data);
                Store store = open(database)) {
            append(store, view("a", 1), view("b", 2), view("c", 3), of1995("d", 4));
            clock.move(Duration.ofDays(300));
            append(store, of1995("e", 2));
            keepPage(store, 3);
            clock.move(READER.minusDays(300));
            assertThat(readers(database)).containsExactlyInAnyOrder("1", "2", "3", "4");

            clock.move(Duration.ofDays(1)); // readers are kept to the day
            append(store, view("f", 5));
            await().until(() -> readers(database).size() == 3);

            assertThat(readers(database)).containsExactlyInAnyOrder("2", "3", "5");
            assertThat(Did.all(read(store, 2).actions())).hasSize(2);
            assertThat(read(store, 1)).isEqualTo(ReaderState.EMPTY);
        }
    }

    private Event of1995(String id, int reader) {
        return new Event(id, Integer.toString(reader), "10", EventType.VIEW, 800_000_000_000L, 0);
    }

    private void keepPage(Store store, int reader) {
        Page page = new Page(
                clock.millis(),
                "k",
                "",
                new ModelId(1),
                List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))));
        Kept.keep(store, Integer.toString(reader), state -> page);
    }

    private static ReaderState read(Store store, int reader) {
        return store.readers().read(Integer.toString(reader)).join();
    }

    private static List<String> readers(Database database) {
        return database.scan(Table.READERS, iterator -> {
            List<String> readers = new ArrayList<>();
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                readers.add(Keys.name(iterator.key()));
            }
            return readers;
        });
    }

    @Test
    void oldPagesOfAReaderWhoDoesNotComeGo() {
        try (Database database = Database.open(data);
                Store store = open(database)) {
            append(store, view("a", 1));
            long bare = bytes(database, "1");
            keepPage(store, 1);
            assertThat(bytes(database, "1")).isGreaterThan(bare + 20);

            clock.move(Duration.ofDays(91));

            await().until(() -> bytes(database, "1") <= bare + 20);
            assertThat(Did.all(read(store, 1).actions())).hasSize(1);
        }
    }

    @Test
    void anErasureIsForgottenOnceItsReaderWouldBe() {
        Event before = view("a", 4);
        Event never = new Event("b", "4", "11", EventType.VIEW, clock.millis(), 0);
        try (Database database = Database.open(data);
                Store store = open(database)) {
            append(store, before);
            clock.move(Duration.ofMinutes(1));
            var unused = store.lives().erase("4", false).join();
            assertThat(outcomes(store, before, never)).containsOnly(Outcome.READER_ERASED);

            clock.move(READER);
            assertThat(outcomes(store, before, never)).containsOnly(Outcome.READER_ERASED);

            clock.move(Duration.ofDays(1)); // readers are kept to the day
            await().until(() -> erasures(database) == 0);
            assertThat(outcomes(store, before, never))
                    .as("of a reader of whom nothing is known any more")
                    .containsOnly(Outcome.APPENDED);
            assertThat(outcomes(store, before, never)).containsOnly(Outcome.DUPLICATE);
        }
    }

    private static List<Outcome> outcomes(Store store, Fact... facts) {
        return store.facts().append(List.of(facts)).join().outcomes();
    }

    private static int erasures(Database database) {
        return database.scan(Table.ERASURES, iterator -> {
            int count = 0;
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                count++;
            }
            return count;
        });
    }

    private static long bytes(Database database, String reader) {
        byte[] record = database.get(Table.READERS, Keys.ofReader(reader));
        return record == null ? 0 : record.length;
    }

    @Test
    void nothingGoesOnTheWordOfAClockThatJumped() throws IOException {
        try (Database database = Database.open(data);
                Store store = open(database)) {
            append(store, view("a", 1));
            keepPage(store, 1);
            snapshot(store);
            snapshot(store);

            jump(Duration.ofDays(3_000));
            tidiedTwice(store);

            assertThat(store.status().clockDoubted()).isTrue();
            assertThat(store.status().clockApartMs())
                    .isEqualTo(Duration.ofDays(3_000).toMillis());
            assertThat(store.facts().oldest()).isEqualTo(Positions.START);
            assertThat(readers(database)).contains("1");

            clock.move(Duration.ofDays(1));
            await().until(() -> !readers(database).contains("1"));
            assertThat(store.status().clockDoubted()).isFalse();
            await().until(() -> store.facts().oldest().in(0) == 1);
        }
    }

    private void jump(Duration by) {
        jumpedMs.addAndGet(by.toMillis());
        clock.move(by);
    }

    /** Between two appends the writer tidies up; facts and readers are looked at at least once in a second. */
    private void tidiedTwice(Store store) {
        long untilNanos = System.nanoTime() + 1_300_000_000L;
        for (int i = 0; System.nanoTime() < untilNanos; i++) {
            append(store, view("t" + i, 900));
        }
    }

    @Test
    void aStoreFarAheadOfTheClockIsNotOpenedUntilItIsRepaired() {
        try (Database database = Database.open(data);
                Store store = open(database)) {
            append(store, view("a", 1));
        }
        clock.move(Duration.ofMinutes(-61));

        assertThatThrownBy(() -> RocksStore.open(data, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("clock: " + clock.instant() + " (expected: " + Instant.ofEpochMilli(T0));

        clock.move(Duration.ofMinutes(2));
        RocksStore.open(data, clock).close();
    }
}
