package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.demo.DemoContent;
import io.reco.server.demo.Newsroom;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A cluster is filled with demo content once, whoever begins, and whoever goes on. */
@Timeout(300)
final class DemoFillTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 4;
    private static final int SEED = 1;

    private static ValkeyCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = ValkeyCluster.shared();
    }

    @BeforeEach
    void empty() {
        cluster.empty();
    }

    private static ValkeyStore open(Shards shards) {
        return ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, CLOCK);
    }

    private static Shards shards() {
        return ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
    }

    @Test
    void aFillThatWasCutShortIsCompletedByTheNextServer() {
        CutShards cut = new CutShards(shards());
        ValkeyStore dying = open(cut);
        cut.dieAfter(60, true);
        assertThatThrownBy(() -> DemoContent.fill(dying, SEED, NOW)).hasMessageContaining("this server is dead");
        dying.close();

        ValkeyStore next = open(shards());
        try {
            assertThat(facts(next)).hasSizeBetween(1_000, Newsroom.EVENTS);
            DemoContent.fill(next, SEED, NOW + 10_000);
            assertWhole(next);

            Positions whole = next.facts().newest();
            DemoContent.fill(next, SEED, NOW + 20_000);
            assertThat(next.facts().newest()).isEqualTo(whole);
        } finally {
            next.close();
        }
    }

    @Test
    void twoServersThatFillItAtOnceFillItOnce() {
        ValkeyStore one = open(shards());
        ValkeyStore other = open(shards());
        try {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> DemoContent.fill(one, SEED, NOW)),
                            CompletableFuture.runAsync(() -> DemoContent.fill(other, SEED, NOW + 3_000)))
                    .join();

            assertWhole(one);
        } finally {
            one.close();
            other.close();
        }
    }

    /** All articles, and each event once, of one and the same newsroom. */
    private static void assertWhole(ValkeyStore store) {
        List<Event> events = facts(store).stream()
                .filter(Event.class::isInstance)
                .map(Event.class::cast)
                .toList();
        assertThat(events.stream().map(event -> event.reader() + " " + event.id()))
                .hasSize(Newsroom.EVENTS)
                .doesNotHaveDuplicates();
        List<String> ids =
                Newsroom.of(SEED, NOW).articles().stream().map(Article::id).toList();
        assertThat(store.articles().get(ids).join()).hasSize(Newsroom.ARTICLES);
        long views =
                events.stream().filter(event -> event.type() == EventType.VIEW).count();
        await().untilAsserted(() -> assertThat(store.counts().get(ids).join().stream()
                        .mapToLong(counts -> counts.of(EventType.VIEW))
                        .sum())
                .isEqualTo(views));
    }

    private static List<Fact> facts(ValkeyStore store) {
        Positions upTo = store.facts().newest();
        List<Fact> facts = new ArrayList<>();
        Tail tail = store.facts().tail(Positions.START);
        await().until(() -> tail.read(1_000, facts::add) == 0 && tail.at().reached(upTo));
        return facts;
    }
}
