package io.reco.server.store.valkey.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** What holds of steps on shards while all is well. */
class ShardsTest {

    private static ValkeyCluster cluster;
    private static ClusterShards shards;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.start();
        shards = ClusterShards.open(
                Ids.LIBRARY, Duration.ofSeconds(30), cluster.addresses().subList(0, 2), Login.OPEN);
    }

    @AfterAll
    static void end() throws IOException {
        shards.close();
        cluster.close();
    }

    @Test
    void whatWasWrittenIsSeen() {
        Ids ids = new Ids(shards, "seen");

        assertThat(ids.list().join()).isEmpty();
        assertThat(ids.add("a").join()).isEqualTo("A");
        assertThat(ids.add("a").join()).isEqualTo("D");
        assertThat(ids.list().join()).containsExactly("a");
    }

    @Test
    void stepsOnAllShardsAreDoneOnce() {
        List<CompletableFuture<String>> added = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            added.add(new Ids(shards, "many" + i % 100).add("id" + i));
        }

        assertThat(added).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("A"));
        for (int tag = 0; tag < 100; tag++) {
            assertThat(new Ids(shards, "many" + tag).list().join()).hasSize(200).doesNotHaveDuplicates();
        }
    }
}
