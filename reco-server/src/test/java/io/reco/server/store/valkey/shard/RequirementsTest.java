package io.reco.server.store.valkey.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.reco.server.store.StoreException;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A cluster that could lose what was acknowledged is refused, and told what it lacks. */
class RequirementsTest {

    private static ValkeyCluster cluster;

    private ClusterShards shards;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.start();
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        shards = ClusterShards.open(Ids.LIBRARY, Duration.ofSeconds(30), cluster.addresses(), Login.OPEN);
    }

    @AfterEach
    void close() {
        shards.close();
    }

    @Test
    void theSettingsThatWeShipAreAllThatIsNeeded() {
        shards.requireSafe(false);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-node-timeout, 15000, 500 to 5000, 2000",
        "cluster-replica-validity-factor, 10, 1, 1",
        "cluster-allow-replica-migration, yes, no, no",
        "cluster-allow-reads-when-down, yes, no, no",
        "maxmemory-policy, allkeys-lru, noeviction, noeviction",
        "appendonly, no, yes, yes",
        "appendfsync, no, everysec or always, everysec",
        "aof-load-truncated, yes, no, no"
    })
    void oneProcessWithAnotherSettingIsEnoughToRefuseAll(
            String setting, String value, String expected, String shipped) {
        ValkeyProcess process = cluster.process(1, 2);
        cluster.ask(process, "CONFIG", "SET", setting, value);
        try {
            assertThatThrownBy(() -> shards.requireSafe(false))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("store: " + process.address() + ": " + setting + " " + value + " (expected: " + expected
                            + ")");
            shards.requireSafe(true);
        } finally {
            cluster.ask(process, "CONFIG", "SET", setting, shipped);
        }
    }

    @Test
    void aShardNeedsTwoReplicas() {
        ValkeyProcess replica = cluster.replicasOf(cluster.process(0, 0)).get(0);
        String primary = cluster.text(cluster.process(0, 0), "CLUSTER", "MYID");
        String other = cluster.text(cluster.process(1, 0), "CLUSTER", "MYID");
        cluster.ask(replica, "CLUSTER", "REPLICATE", other);
        try {
            assertThatThrownBy(() -> {
                        shards.close();
                        open();
                        shards.requireSafe(false);
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("with 1 replicas (expected: 2 or more");
        } finally {
            cluster.ask(replica, "CLUSTER", "REPLICATE", primary);
            cluster.awaitComplete();
        }
        assertThat(shards.status().nodes()).isEqualTo(9);
    }
}
