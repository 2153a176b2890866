package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.MovableClock;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.Segments;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A fact that only a lost process had is in no file. */
@Timeout(180)
final class ArchiveFaultTest {

    private static final int PARTITIONS = 4;

    private final MovableClock clock = new MovableClock(Instant.now());

    @TempDir
    Path directory;

    private Event view(String id) {
        return new Event(id, "1", "7", EventType.VIEW, clock.millis() - 5_000, 0);
    }

    @Test
    void whatIsNotAcknowledgedIsInNoFileAndTheFilesGoOnWhereItWasLost() throws Exception {
        // However long its replicas stand still here, one of them is to be elected.
        try (ValkeyCluster cluster = ValkeyCluster.start("cluster-replica-validity-factor 0")) {
            ClusterShards shards =
                    ClusterShards.open(Functions.library(), Duration.ofSeconds(3), cluster.addresses(), Login.OPEN);
            StoreSettings settings = new StoreSettings(
                    Optional.of(directory), Duration.ofDays(30), Duration.ofHours(1), Duration.ofDays(400), false);
            ValkeyStore store = ValkeyStore.open(shards, PARTITIONS, settings, clock, clock::nanoTime);
            try {
                loseAFact(cluster, store);
            } finally {
                store.close();
            }
        }
    }

    private void loseAFact(ValkeyCluster cluster, ValkeyStore store) {
        Appended kept = store.facts().append(List.of(view("a"))).join();
        await().until(() -> store.countedUpTo().reached(kept.upTo()));
        store.archive();
        Layout layout = new Layout(PARTITIONS, store.ids());
        int partition = layout.ofReader("1");
        ValkeyProcess primary =
                cluster.primaryOf(new String(layout.log(partition).get(0), StandardCharsets.US_ASCII));
        List<ValkeyProcess> replicas = cluster.replicasOf(primary);
        Segments files = new Segments(directory, store.ids());
        long end = files.list(partition).get(0).upTo();

        replicas.forEach(ValkeyProcess::pause);
        cluster.disconnectReplicas(primary); // else the kernel would keep for them what comes
        CompletableFuture<Appended> lost = store.facts().append(List.of(view("b")));
        Tail tail = store.facts().tail(kept.upTo());
        await().until(() -> tail.read(10, fact -> {}) == 1);
        store.archive();
        assertThat(files.find(partition, end)).isEmpty();
        primary.kill();
        replicas.forEach(ValkeyProcess::goOn);
        assertThat(lost).failsWithin(Duration.ofSeconds(60));

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            Appended later = store.facts().append(List.of(view("c"))).join();
            await().until(() -> store.countedUpTo().reached(later.upTo()));
        });
        clock.move(Duration.ofHours(2));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            store.archive();
            assertThat(store.goneFromCluster().reached(store.facts().newest())).isTrue();
        });
        assertThat(ids(store)).containsExactly("a", "c");
    }

    private static List<String> ids(ValkeyStore store) {
        List<String> ids = new ArrayList<>();
        Tail tail = store.facts().tail(Positions.START);
        while (tail.read(100, (Fact fact) -> ids.add(((Event) fact).id())) > 0) {
            // until there are no more
        }
        return ids;
    }
}
