package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A fact that was read, and lost with the only process that had it, never was. */
@Timeout(180)
final class RewindTest {

    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final int PARTITIONS = 4;

    private static Event view(String id) {
        return new Event(id, "1", "7", EventType.VIEW, NOW - 5_000, 0);
    }

    @Test
    void whatOnlyALostProcessHadIsTakenBackInCountsAndModelsAndCountsOnceWhenItIsSentAgain() throws IOException {
        // However long its replicas stand still here, one of them is to be elected.
        try (ValkeyCluster cluster = ValkeyCluster.start("cluster-replica-validity-factor 0")) {
            ClusterShards shards = ClusterShards.open(
                    Functions.library(),
                    Duration.ofSeconds(3),
                    cluster.addresses().subList(0, 9),
                    Login.OPEN);
            ValkeyStore store = ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, CLOCK);
            try (Engine engine = Engine.open(store, EngineSettings.defaults(), Map.of(), CLOCK)) {
                loseAFact(cluster, store, engine);
            }
        }
    }

    private static void loseAFact(ValkeyCluster cluster, ValkeyStore store, Engine engine) {
        var unused = store.facts()
                .append(List.of(new Fact.ArticleUpserted(Article.bare("7").publishedAt(NOW)), view("a")))
                .join();
        await().untilAsserted(() -> assertThat(views(engine, store)).isEqualTo(1));
        Layout layout = new Layout(PARTITIONS, store.ids());
        byte[] log = layout.log(layout.ofReader("1")).get(0);
        ValkeyProcess primary = cluster.primaryOf(new String(log, StandardCharsets.US_ASCII));
        List<ValkeyProcess> replicas = cluster.replicasOf(primary);

        replicas.forEach(ValkeyProcess::pause);
        cluster.disconnectReplicas(primary); // else the kernel would keep for them what comes
        CompletableFuture<Appended> lost = store.facts().append(List.of(view("b")));
        await().untilAsserted(() -> assertThat(views(engine, store)).isEqualTo(2));
        await().untilAsserted(() -> assertThat(counted(store)).isEqualTo(2));
        primary.kill();
        replicas.forEach(ValkeyProcess::goOn);

        assertThat(lost).failsWithin(Duration.ofSeconds(60));
        assertThat(lost.handle((done, failure) -> Failures.is(failure, Refusal.Reason.UNAVAILABLE))
                        .join())
                .isTrue();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(views(engine, store)).isEqualTo(1));
        await().untilAsserted(() -> assertThat(counted(store)).isEqualTo(1));
        Appended again = store.facts().append(List.of(view("b"))).join();
        assertThat(again.outcomes()).containsExactly(Outcome.APPENDED);
        await().untilAsserted(() -> assertThat(views(engine, store)).isEqualTo(2));
        assertThat(counted(store)).isEqualTo(2);
        assertThat(store.readers().read("1").join().actions().size()).isEqualTo(2);
    }

    /** What the models know. */
    private static int views(Engine engine, ValkeyStore store) {
        return engine.models()
                .<Integer>read(view -> view.popularity()
                        .views(view.articles().ordinal(store.ids().of("7"))));
    }

    private static long counted(ValkeyStore store) {
        return store.counts().get(List.of("7")).join().get(0).of(EventType.VIEW);
    }
}
