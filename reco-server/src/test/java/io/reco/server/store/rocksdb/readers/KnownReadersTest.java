package io.reco.server.store.rocksdb.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

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
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Did;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks;

/** That what is remembered of readers is what is stored of them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class KnownReadersTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int READERS = 6;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private final AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
    private Database database;
    private Store store;
    private int events;
    private int requests;

    @BeforeEach
    void open() {
        database = Database.open(data, usable::get, 1);
        store = RocksStore.open(database, StoreSettings.DEFAULTS, clock, () -> clock.millis() * 1_000_000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Page page(long stamp) {
        return new Page(
                stamp, "k", "", new ModelId(1), List.of(new Page.Slot(3, Rung.FRESH, 1, Shares.of(Source.FRESH))));
    }

    private static Page next(ReaderState state) {
        return page(state.pages().isEmpty() ? T0 : state.pages().get(0).stamp() + 1);
    }

    private Event event(String reader, int article) {
        return new Event("e" + events, reader, Integer.toString(article), EventType.VIEW, T0 - 1_000L * events++, 0);
    }

    private ReaderState stored(String reader) {
        byte[] record = database.get(Rocks.Table.READERS, Keys.ofReader(reader));
        ReaderState all = record == null ? ReaderState.EMPTY : ReaderFormat.state(record);
        return Retention.limit(all, Long.MIN_VALUE);
    }

    private ReaderState read(String reader) {
        return store.readers().read(reader).join();
    }

    private void assertKnownAsStored(String reader) {
        ReaderState known = read(reader);
        ReaderState stored = stored(reader);
        assertThat(Did.all(known.actions())).isEqualTo(Did.all(stored.actions()));
        assertThat(known.actions().droppedMs()).isEqualTo(stored.actions().droppedMs());
        assertThat(known.pages()).isEqualTo(stored.pages());
        assertThat(known.preferences()).isEqualTo(stored.preferences());
    }

    @Test
    void whateverChangesAReaderIsSeenByTheNextRead() {
        SplittableRandom random = new SplittableRandom(3);
        for (int step = 0; step < 1_500; step++) {
            String reader = Integer.toString(random.nextInt(READERS));
            String other = Integer.toString(READERS + random.nextInt(READERS));
            switch (random.nextInt(40)) {
                case 0 -> store.lives().erase(reader, false).join();
                case 1 ->
                    store.lives()
                            .merge(new ReaderLives.Merge(other, reader, "m" + requests++), false)
                            .join();
                case 2 ->
                    store.facts()
                            .append(List.of(new Fact.ReaderUpdated(
                                    reader,
                                    new Preferences(
                                            List.of("t" + step), List.of(), List.of(), List.of(), List.of(), 0))))
                            .join();
                case 3, 4, 5, 6, 7, 8 ->
                    store.facts()
                            .append(List.of(event(reader, 1 + random.nextInt(50)), event(other, 1)))
                            .join();
                default -> Kept.keep(store, random.nextInt(9) > 0 ? reader : other, KnownReadersTest::next);
            }
            assertKnownAsStored(reader);
            assertKnownAsStored(other);
        }
    }

    @Test
    void aReaderWhoCameLatelyIsNotReadAgain() {
        Kept.keep(store, "7", KnownReadersTest::next);
        ReaderState before = read("7");
        // As nobody but who keeps pages may: nobody is told.
        byte[] record = ReaderFormat.record(page(T0 + 9), T0);
        database.writeUnsynced(write -> write.extendReader(Keys.ofReader("7"), record));

        assertThat(read("7")).isSameAs(before);
        assertThat(Kept.keep(store, "7", KnownReadersTest::next)).isEqualTo(page(T0 + 1));
        assertThat(read("7").pages()).extracting(Page::stamp).containsExactly(T0 + 1, T0);
    }

    @Test
    void aPageThatCouldNotBeWrittenIsNotRemembered() {
        Kept.keep(store, "7", KnownReadersTest::next);
        ReaderState before = read("7");
        usable.set(0);

        assertThatThrownBy(() -> Kept.keep(store, "7", KnownReadersTest::next)).isInstanceOf(Refusal.class);

        assertThat(read("7").pages()).isEqualTo(before.pages());
        usable.set(Long.MAX_VALUE);
        assertKnownAsStored("7");
    }

    @Test
    void whatIsReadWhileOthersWriteIsNeverOlderThanWhatWasAnsweredBefore() throws Exception {
        int rounds = 1_500;
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                all.add(threads.submit(() -> {
                    while (!over.get()) {
                        read("7");
                    }
                }));
            }
            Future<?> pages = threads.submit(() -> {
                for (int i = 0; i < rounds || !over.get(); i++) {
                    Page kept = Kept.keep(store, "7", KnownReadersTest::next);
                    assertThat(read("7").pages()).first().isEqualTo(kept);
                }
            });
            for (int i = 0; i < rounds; i++) {
                store.facts().append(List.of(event("7", 1 + i))).join();
                assertThat(read("7").actions().size()).isEqualTo(i + 1);
            }
            over.set(true);
            pages.get();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertKnownAsStored("7");
    }
}
