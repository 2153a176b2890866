package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Kept;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.FactsGoneException;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** How long a shared store keeps what. */
@Timeout(60)
final class SharedRetentionTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final int PARTITIONS = 8;

    private static ValkeyCluster cluster;

    @TempDir
    Path snapshots;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
    private ValkeyStore store;
    private Layout layout;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.shared();
    }

    @BeforeEach
    void open() {
        cluster.empty();
        StoreSettings settings = new StoreSettings(
                Optional.of(snapshots), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(400), false);
        ClusterShards shards = ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
        store = ValkeyStore.open(shards, PARTITIONS, settings, clock, clock::nanoTime);
        layout = new Layout(PARTITIONS, store.ids());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Event view(String id, int reader) {
        return new Event(id, Integer.toString(reader), "7", EventType.VIEW, clock.millis() - 1_000, 0);
    }

    private Positions append(int from, int to) {
        for (int i = from; i < to; i++) {
            var unused = store.facts().append(List.of(view("e" + i, i))).join();
        }
        return store.facts().newest();
    }

    private int read(Positions after) {
        List<Fact> facts = new ArrayList<>();
        Tail tail = store.facts().tail(after);
        while (tail.read(100, facts::add) > 0) {
            // until there are no more
        }
        return facts.size();
    }

    @Test
    void factsGoOnceTheyAreCountedAndInTwoSnapshotsAndNoneOfTheOthersDoes() throws IOException {
        Positions first = append(1, 40);
        Positions all = append(40, 60);
        await().until(() -> store.countedUpTo().reached(all));

        store.trim(all);
        assertThat(read(Positions.START)).isEqualTo(59);
        var older = store.snapshots().put(first, out -> out.write(1));
        store.trim(all);
        assertThat(read(Positions.START)).isEqualTo(59);
        var newer = store.snapshots().put(all, out -> out.write(2));
        store.trim(all);

        await().until(() -> store.facts().oldest().equals(first));
        assertThatThrownBy(() -> read(Positions.START)).isInstanceOf(FactsGoneException.class);
        assertThat(older.at()).isEqualTo(first);
        assertThat(read(older.at())).isEqualTo(20);
        assertThat(read(newer.at())).isZero();
        assertThat(store.counts().get(List.of("7")).join()).containsExactly(Counts.NONE.with(EventType.VIEW, 59));
        append(60, 61);
        assertThat(store.counts().get(List.of("7")).join()).containsExactly(Counts.NONE.with(EventType.VIEW, 60));
    }

    @Test
    void pagesOfWhoDoesNotComeGoAfterNinetyDaysAndTheReaderLater() {
        append(1, 2);
        for (int i = 0; i < 20; i++) {
            long stamp = T0 + i;
            Kept.keep(store, "1", state -> page(stamp));
        }
        byte[] key = layout.reader("1");
        long withPages = cluster.memoryOf(key);
        assertThat(cluster.secondsLeft(key)).isBetween(399 * 86_400L, 400 * 86_400L);

        clock.move(Duration.ofDays(92));

        await().atMost(Duration.ofSeconds(30)).until(() -> cluster.memoryOf(key) < withPages / 2);
        assertThat(store.readers().read("1").join().actions().size()).isOne();
        assertThat(cluster.secondsLeft(key)).isGreaterThan(399 * 86_400L);
    }

    private static Page page(long stamp) {
        Page.Slot slot = new Page.Slot(3, Rung.PERSONAL, 1, Shares.of(Source.NEIGHBOURS));
        return new Page(stamp, "k1", "", new ModelId(7), List.of(slot));
    }

    @Test
    void aRecordThatGrowsWithoutBeingReadIsRewritten() {
        for (int day = 0; day < 6; day++) {
            for (int call = 0; call < 2; call++) {
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    long timeMs = clock.millis() - i * 1_000L;
                    String id = day + "-" + call + "-" + i;
                    events.add(new Event(id, "1", Integer.toString(1 + i), EventType.VIEW, timeMs, 0));
                }
                var unused = store.facts().append(events).join();
            }
            clock.move(Duration.ofDays(8));
        }

        // 12,000 events of 27 bytes would be 320 KB. Another write may be faster than the rewriting, but not always.
        await().until(() -> {
            var unused = store.facts().append(List.of(view("last", 1))).join();
            return cluster.memoryOf(layout.reader("1")) < 131_072;
        });
    }

    @Test
    void aBackupIsRefusedWithWhatToKeepInstead() {
        assertThatThrownBy(store::backup)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.UNSUPPORTED))
                .hasMessageContaining("--snapshots");
    }
}
