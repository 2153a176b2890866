package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** How much of one copy's memory a reader takes with 50 events, all of one day, and 10 pages of 10 articles. */
final class ReaderMemoryTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int READERS = 50;
    private static final int ARTICLES = 100_000;
    private static final int PAGES = 10;
    private static final int PARTITIONS = 8;

    private final Random random = new Random(1);
    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));

    @Test
    void withNumbersForIdsItIsAtMost2700BytesAndWithUuids3800() {
        ValkeyCluster cluster = ValkeyCluster.shared();
        cluster.empty();
        double numbers = bytesPerReader(cluster, Integer::toString);
        cluster.empty();
        double uuids = bytesPerReader(
                cluster,
                number -> UUID.nameUUIDFromBytes(
                                new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number})
                        .toString());

        assertThat(numbers).isLessThan(2_700);
        assertThat(uuids).isLessThan(3_800);
    }

    private double bytesPerReader(ValkeyCluster cluster, IntFunction<String> id) {
        ClusterShards shards = ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
        long bytes = 0;
        try (Store store = ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, clock, clock::nanoTime)) {
            Layout layout = new Layout(PARTITIONS, store.ids());
            for (int reader = 1; reader <= READERS; reader++) {
                fill(store, id, id.apply(reader));
                bytes += cluster.memoryOf(layout.reader(id.apply(reader)));
            }
        }
        return bytes / (double) READERS;
    }

    /** Five events after each page, over ten hours; half of the pages explored. */
    private void fill(Store store, IntFunction<String> id, String reader) {
        for (int round = 0; round < PAGES; round++) {
            long stamp = T0 - (PAGES - round) * 3_600_000L + random.nextInt(3_600_000);
            Page page = page(store, stamp, id, round % 2 == 0);
            Kept.keep(store, reader, state -> page);
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String article = id.apply(1 + random.nextInt(ARTICLES));
                events.add(new Event(round + "-" + i, reader, article, EventType.VIEW, stamp + i * 30_000L, stamp));
            }
            var unused = store.facts().append(events).join();
        }
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
