package io.reco.server.store.valkey.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A machine is cut off from the others, and servers still reach all of them: its primary goes on as if nothing had been. */
@Tag("faults")
@Timeout(240)
class PartitionTest {

    private static final Duration TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int TAGS = 6;

    @Test
    void whatAPrimaryAcknowledgedIsOnTheSideThatGoesOn() throws IOException {
        try (CutWires wires = new CutWires();
                ValkeyCluster cluster = ValkeyCluster.start(wires);
                ClusterShards shards = ClusterShards.open(Ids.LIBRARY, TIMEOUT, cluster.addresses(), Login.OPEN)) {
            List<String> tags = IntStream.range(0, TAGS).mapToObj(i -> "p" + i).toList();
            ValkeyProcess lone = cluster.process(0, 0);
            List<String> its = tags.stream()
                    .filter(tag -> cluster.primaryOf(tag).equals(lone))
                    .toList();
            assertThat(its).isNotEmpty();
            try (Load load = Load.start(shards, tags)) {
                load.awaitProgress();

                wires.cutOff(0);
                await().atMost(SOON)
                        .until(() -> cluster.primariesOf(its.get(0)).stream()
                                .anyMatch(primary -> !cluster.machine(0).contains(primary)));
                load.awaitProgress();
                wires.mend();
                cluster.awaitComplete();
                load.awaitProgress();
                assertThat(its).noneMatch(tag -> cluster.primaryOf(tag).equals(lone));

                Map<String, Set<String>> acknowledged = load.stop();
                acknowledged.forEach((tag, ids) -> {
                    List<String> stored = new Ids(shards, tag).list().join();
                    assertThat(stored).doesNotHaveDuplicates();
                    assertThat(new HashSet<>(stored)).containsAll(ids);
                });
            }
        }
    }
}
