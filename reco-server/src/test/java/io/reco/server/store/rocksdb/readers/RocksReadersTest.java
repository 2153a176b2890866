package io.reco.server.store.rocksdb.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks;

/** How the records of readers grow and are rewritten. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RocksReadersTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int READER = 4;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private Database database;
    private Store store;

    @BeforeEach
    void open() {
        database = Database.open(data);
        store = RocksStore.open(database, StoreSettings.DEFAULTS, clock, () -> clock.millis() * 1_000_000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ReaderState onDisk() {
        byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(Integer.toString(READER)));
        return record == null ? ReaderState.EMPTY : ReaderFormat.state(record);
    }

    private static Page page(long stamp) {
        return new Page(
                stamp, "k", "", new ModelId(1), List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))));
    }

    private void append(int from, int to, int articles) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(new Event(
                    "e" + i,
                    Integer.toString(READER),
                    Integer.toString(1 + i % articles),
                    EventType.VIEW,
                    T0 + 1_000L * i,
                    0));
        }
        store.facts().append(events).join();
    }

    @Test
    void aRecordOfManyActionsIsRewrittenWithTheNewest() {
        append(0, 3_000, 100);
        assertThat(onDisk().actions().size()).isEqualTo(3_000);

        ReaderState read = store.readers().read(Integer.toString(READER)).join();

        await().untilAsserted(() -> assertThat(onDisk().actions().size()).isEqualTo(ReaderStore.ACTIONS_WHOLE));
        assertThat(Did.all(onDisk().actions())).isEqualTo(Did.all(read.actions()));
        assertThat(onDisk().actions().timeMs(0)).isEqualTo(T0 + 2_999_000);
        assertThat(onDisk().actions().timeMs(1_999)).isEqualTo(T0 + 1_000_000);
        assertThat(onDisk().actions().droppedMs()).isEqualTo(T0 + 999_000);
    }

    @Test
    void whatWasStatedBeforeGoes() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("a long name of an author " + i);
            Preferences stated = new Preferences(List.of(), List.of(), List.of(), names, List.of(), 0);
            store.facts()
                    .append(List.of(new Fact.ReaderUpdated(Integer.toString(READER), stated)))
                    .join();
        }
        byte[] latest = ReaderFormat.record(onDisk(), T0);

        await().untilAsserted(() -> assertThat(recordBytes()).isLessThan(4 * latest.length));
        assertThat(onDisk().preferences().blockedAuthors()).isEqualTo(names);
    }

    private int recordBytes() {
        byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(Integer.toString(READER)));
        return record == null ? 0 : record.length;
    }

    @Test
    void aRecordOfManyPagesIsRewrittenWithTheNewest() {
        for (int i = 1; i <= 70; i++) {
            long stamp = T0 + i;
            Kept.keep(store, Integer.toString(READER), state -> page(stamp));
        }

        await().untilAsserted(() -> assertThat(onDisk().pages()).hasSizeLessThan(65));
        assertThat(onDisk().pages().get(0)).isEqualTo(page(T0 + 70));
        assertThat(store.readers().read(Integer.toString(READER)).join().pages())
                .hasSize(ReaderStore.PAGES_MAX);
    }

    @Test
    void whatBecameKnownOfAPageIsJoinedWithItWhenItIsMuch() {
        Kept.keep(store, Integer.toString(READER), state -> page(T0));
        List<Event> exposures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Origin origin = new Origin(T0, 0, LongList.of());
            exposures.add(new Event("e" + i, Integer.toString(READER), "3", EventType.EXPOSE, T0, origin));
        }
        store.facts().append(exposures).join();
        assertThat(bytesOnDisk()).isGreaterThan(1_000);

        assertThat(store.readers().read(Integer.toString(READER)).join().pages())
                .containsExactly(page(T0).with(new Shown(1, 0, 0)));

        await().untilAsserted(() -> assertThat(bytesOnDisk()).isLessThan(100));
        assertThat(onDisk().pages()).containsExactly(page(T0).with(new Shown(1, 0, 0)));
    }

    private int bytesOnDisk() {
        byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(Integer.toString(READER)));
        return record == null ? 0 : record.length;
    }

    @Test
    void expiredPagesAreDeletedWhenTheReaderComesBack() {
        Kept.keep(store, Integer.toString(READER), state -> page(T0));
        append(0, 1, 1);
        clock.move(ReaderStore.PAGE_AGE_MAX.plus(Duration.ofMillis(1)));

        assertThat(store.readers().read(Integer.toString(READER)).join().pages())
                .isEmpty();

        await().untilAsserted(() -> assertThat(onDisk().pages()).isEmpty());
        assertThat(onDisk().actions().size()).isOne();
    }

    @Test
    void theAgeOfARecordIsThatOfItsOldestPageInWhateverOrderTheyWereKept() {
        Kept.keep(store, Integer.toString(READER), state -> page(T0));
        Kept.keep(store, Integer.toString(READER), state -> page(T0 - 3).in("home"));
        Kept.keep(store, Integer.toString(READER), state -> page(T0 - 1).in("section"));

        byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(Integer.toString(READER)));

        assertThat(ReaderFormat.age(record == null ? new byte[0] : record).pageMs())
                .isEqualTo(T0 - 3);
    }

    @Test
    void nothingIsLostWhenEventsPagesAndRewritesMeet() throws Exception {
        int events = 20_000;
        int articles = 1_500;
        AtomicBoolean appended = new AtomicBoolean();
        AtomicInteger pages = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(() -> {
                for (int from = 0; from < events; from += 50) {
                    append(from, from + 50, articles);
                }
                appended.set(true);
            }));
            for (int t = 0; t < 2; t++) {
                all.add(threads.submit(() -> {
                    while (!appended.get() || pages.get() < 200) {
                        Kept.keep(store, Integer.toString(READER), RocksReadersTest::next);
                        pages.incrementAndGet();
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        ReaderState state = store.readers().read(Integer.toString(READER)).join();
        assertThat(state.pages()).extracting(Page::stamp).first().isEqualTo(T0 + pages.get() - 1);
        assertThat(state.pages()).extracting(Page::stamp).last().isEqualTo(T0 + pages.get() - ReaderStore.PAGES_MAX);
        // While pages are being served without a pause the record may never be free: it is rewritten when they end.
        await().untilAsserted(() -> assertThat(onDisk().actions().size()).isLessThan(events / 2));
        for (int i = 0; i < articles; i++) {
            int newest = events - 1 - i;
            assertThat(state.actions().article(i)).isEqualTo(1 + newest % articles);
            assertThat(state.actions().timeMs(i)).isEqualTo(T0 + 1_000L * newest);
        }
    }

    private static Page next(ReaderState state) {
        return page(state.pages().isEmpty() ? T0 : state.pages().get(0).stamp() + 1);
    }
}
