package io.reco.server.store.valkey;

import java.time.Duration;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

import io.reco.server.MovableClock;
import io.reco.server.store.ArticleStoreContract;
import io.reco.server.store.CountStoreContract;
import io.reco.server.store.FactLogContract;
import io.reco.server.store.PreferencesContract;
import io.reco.server.store.ReaderLivesContract;
import io.reco.server.store.ReaderStoreContract;
import io.reco.server.store.SecretStoreContract;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** The promises of all interfaces, on a cluster of real processes. */
final class ValkeyStoreTest {

    private static final int PARTITIONS = 32;

    private static ValkeyCluster cluster;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.shared();
    }

    /** With a monotonic clock that goes as the other one does: nothing is in doubt. */
    private static Store opened(MovableClock clock) {
        cluster.empty();
        Shards shards = ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
        return ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, clock, clock::nanoTime);
    }

    @Nested
    final class Facts extends FactLogContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Articles extends ArticleStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Readers extends ReaderStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Statements extends PreferencesContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Secrets extends SecretStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Counts extends CountStoreContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }

    @Nested
    final class Lives extends ReaderLivesContract {
        @Override
        protected Store open(MovableClock clock) {
            return opened(clock);
        }
    }
}
