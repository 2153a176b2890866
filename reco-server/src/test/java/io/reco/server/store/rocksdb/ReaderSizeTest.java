package io.reco.server.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** How much room a reader of 50 events and 10 pages of 10 takes on disk. */
class ReaderSizeTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int READERS = 1_000;
    private static final int ARTICLES = 100_000;
    private static final int PAGES = 10;

    @TempDir
    Path data;

    private final Random random = new Random(1);

    @Test
    void withNumbersForIdsItIsAtMostOneAndAHalfKilobytes() {
        assertThat(bytesPerReader(Integer::toString)).isLessThan(1_500);
    }

    @Test
    void withUuidsForIdsItIsAtMostTwoAndAHalfKilobytes() {
        assertThat(bytesPerReader(number -> UUID.nameUUIDFromBytes(
                                new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number})
                        .toString()))
                .isLessThan(2_500);
    }

    private double bytesPerReader(IntFunction<String> id) {
        try (Store store = RocksStore.open(data, new MovableClock(Instant.ofEpochMilli(T0)))) {
            for (int reader = 1; reader <= READERS; reader++) {
                fill(store, id, id.apply(reader));
            }
        }
        try (Database database = Database.open(data)) {
            return database.compactedBytes(Table.READERS) / (double) READERS;
        }
    }

    /** Five events after each page, over ten hours; half of the pages explored. */
    private void fill(Store store, IntFunction<String> id, String reader) {
        List<Event> events = new ArrayList<>();
        for (int round = 0; round < PAGES; round++) {
            long stamp = T0 - (PAGES - round) * 3_600_000L + random.nextInt(3_600_000);
            Page page = page(store, stamp, id, round % 2 == 0);
            Kept.keep(store, reader, state -> page);
            for (int i = 0; i < 5; i++) {
                String article = id.apply(1 + random.nextInt(ARTICLES));
                events.add(new Event(round + "-" + i, reader, article, EventType.VIEW, stamp + i * 30_000L, stamp));
            }
        }
        store.facts().append(events).join();
    }

    private Page page(Store store, long stamp, IntFunction<String> id, boolean explored) {
        List<Page.Slot> slots = new ArrayList<>();
        for (int slot = 0; slot < 10; slot++) {
            long article = store.ids().of(id.apply(1 + random.nextInt(ARTICLES)));
            float propensity = explored && slot == 5 ? random.nextFloat() : 1;
            float[] given = {0, random.nextFloat(), random.nextFloat(), random.nextFloat(), random.nextFloat()};
            slots.add(new Page.Slot(article, Rung.PERSONAL, propensity, Shares.of(given)));
        }
        return new Page(stamp, "1f2e3d4c", "default", new ModelId(0xFEDC_BA98_7600_0001L), slots);
    }
}
