package io.reco.server;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.config.value.Secret;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.rocksdb.RocksStore;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.valkey.ValkeyStore;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.node.Login;

/** Opens the store that the settings name. */
final class StoreOpening {

    private static final Logger log = LoggerFactory.getLogger(StoreOpening.class);

    /** In how many parts a store is made; the same for good, so all versions have to say the same. */
    private static final int PARTITIONS = 32;

    /** A server may be started together with its cluster. */
    private static final Duration CLUSTER_WAIT_MAX = Duration.ofSeconds(60);

    /** Where processes refuse connections at once it would be tried hundreds of times. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final StoreSettings settings;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private StoreOpening(StoreConfig config, Clock clock, LongSupplier nanoTime) {
        this.settings = new StoreSettings(
                Optional.of(config.snapshots()),
                config.logRetention(),
                config.logTail(),
                config.readerRetention(),
                config.role() == StoreConfig.Role.KEEPER);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens it.
     *
     * @param nanoTime a monotonic clock, in nanoseconds from anywhere, by which what is kept ages
     * @throws IOException when no cluster answers
     */
    static Store open(StoreConfig config, Clock clock, LongSupplier nanoTime) throws IOException {
        StoreOpening opening = new StoreOpening(config, clock, nanoTime);
        if (config.place() instanceof StoreConfig.Embedded embedded) {
            return RocksStore.open(Database.open(embedded.directory()), opening.settings, clock, nanoTime);
        }
        return opening.await((StoreConfig.Shared) config.place());
    }

    private Store await(StoreConfig.Shared shared) throws IOException {
        long endNs = System.nanoTime() + CLUSTER_WAIT_MAX.toNanos();
        boolean told = false;
        while (true) {
            try {
                return open(shared);
            } catch (Refusal e) {
                if (e.reason() != Refusal.Reason.UNAVAILABLE || System.nanoTime() - endNs > 0) {
                    throw new IOException(
                            Settings.STORE.flag() + ": " + shared.nodes() + " (expected: a cluster that takes writes; "
                                    + e.description() + ")",
                            e);
                }
                if (!told) {
                    log.warn("the store's cluster takes no writes, trying again: {}", e.description());
                    told = true;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Takes as long as a write may take, where nobody answers. */
    private Store open(StoreConfig.Shared shared) {
        List<Address> seeds = shared.nodes().stream()
                .map(node -> new Address(node.getHostString(), node.getPort()))
                .toList();
        Login login = new Login(shared.user(), shared.password().map(Secret::text), shared.authorities());
        ClusterShards shards = ClusterShards.open(Functions.library(), shared.ackTimeout(), seeds, login);
        try {
            shards.requireSafe(shared.unchecked());
        } catch (RuntimeException e) {
            shards.close();
            throw e;
        }
        return ValkeyStore.open(shards, PARTITIONS, settings, clock, nanoTime);
    }
}
