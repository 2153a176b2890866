package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.count.Counts;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** One process keeps the store: a keeper, where there is one. */
@Timeout(60)
final class KeeperTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 4;
    private static final StoreSettings KEEPER =
            new StoreSettings(Optional.empty(), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(400), true);

    private static ValkeyCluster cluster;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        cluster = ValkeyCluster.shared();
    }

    @BeforeEach
    void empty() {
        cluster.empty();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private static Shards shards() {
        return ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
    }

    private ValkeyStore open(Shards shards, StoreSettings settings) {
        ValkeyStore store = ValkeyStore.open(shards, PARTITIONS, settings, CLOCK);
        opened.add(store);
        return store;
    }

    private static Event view(String id) {
        return new Event(id, "1", "7", EventType.VIEW, NOW - 5_000, 0);
    }

    @Test
    void aKeeperTakesTheStoreFromAServerAndNobodyFromAKeeper() {
        Shards shards = shards();
        opened.add(shards);
        Lease server = new Lease(shards, false);
        Lease otherServer = new Lease(shards, false);
        Lease keeper = new Lease(shards, true);
        Lease otherKeeper = new Lease(shards, true);

        assertThat(server.renew()).isTrue();
        assertThat(otherServer.renew()).isFalse();
        assertThat(keeper.renew()).isTrue();
        assertThat(otherKeeper.renew()).isFalse();
        assertThat(server.renew()).isFalse();
        assertThat(server.held()).isFalse();
        assertThat(keeper.renew()).isTrue();
        keeper.end();
        await().until(otherServer::renew);
    }

    @Test
    void aServerThatKeptTheStoreNoLongerDoesOnceAKeeperIsThereAndDoesAgainWhenThatIsGone() {
        ValkeyStore server = open(shards(), StoreSettings.DEFAULTS);
        await().until(server::isKeeper);

        ValkeyStore keeper = ValkeyStore.open(shards(), PARTITIONS, KEEPER, CLOCK);
        await().until(() -> keeper.isKeeper() && !server.isKeeper());
        keeper.close();

        await().until(server::isKeeper);
    }

    @Test
    void whatAServerHadBegunToCountWhenAKeeperTookTheStoreChangesNothingWhenItIsWrittenLate() {
        HeldCounts held = new HeldCounts(shards());
        ValkeyStore server = open(held, StoreSettings.DEFAULTS);
        await().until(server::isKeeper);
        held.hold();
        var first = server.facts().append(List.of(view("a"), view("b"))).join();
        await().until(held::holdsSome);

        ValkeyStore keeper = open(shards(), KEEPER);
        await().until(keeper::isKeeper);
        var second = keeper.facts().append(List.of(view("c"))).join();
        await().until(() -> keeper.countedUpTo().reached(keeper.facts().newest()));
        held.release();

        // It says the place that it counted from, which is not that of the store any more.
        assertThat(held.answers()).containsExactly(0L);
        assertThat(first.outcomes()).hasSize(2);
        assertThat(second.outcomes()).hasSize(1);
        ValkeyStore third = open(shards(), StoreSettings.DEFAULTS);
        assertThat(third.counts().get(List.of("7")).join()).containsExactly(Counts.NONE.with(EventType.VIEW, 3));
    }

    /** Shards as a server has them that is slow: counts that it writes arrive late. */
    private static final class HeldCounts implements Shards {

        /** Arguments before the first article's. */
        private static final int PLACES = 3;

        private record Held(Step step, CompletableFuture<List<Object>> answer) {}

        private final Shards shards;
        private final List<Held> steps = new ArrayList<>();
        private boolean holding;

        HeldCounts(Shards shards) {
            this.shards = shards;
        }

        synchronized void hold() {
            holding = true;
        }

        synchronized boolean holdsSome() {
            return !steps.isEmpty();
        }

        /** Writes them, and waits for it. */
        synchronized void release() {
            holding = false;
            for (Held held : steps) {
                shards.write(held.step()).thenAccept(held.answer()::complete).join();
            }
        }

        synchronized List<Object> answers() {
            return steps.stream().map(held -> held.answer().join().get(0)).toList();
        }

        @Override
        public CompletableFuture<List<Object>> look(Step step) {
            return shards.look(step);
        }

        @Override
        public synchronized CompletableFuture<List<Object>> write(Step step) {
            boolean counts =
                    step.function().endsWith("_count") && step.arguments().size() > PLACES;
            if (!holding || !counts) {
                return shards.write(step);
            }
            Held held = new Held(step, new CompletableFuture<>());
            steps.add(held);
            return held.answer();
        }

        @Override
        public void close() {
            shards.close();
        }
    }
}
