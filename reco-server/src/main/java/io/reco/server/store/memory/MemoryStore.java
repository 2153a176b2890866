package io.reco.server.store.memory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Backup;
import io.reco.server.store.Scan;
import io.reco.server.store.SecretStore;
import io.reco.server.store.Store;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.count.Counts;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Troubles;

/** All facts on the heap: as fast as it gets, and gone with the process. Nothing is removed for its age. */
public final class MemoryStore implements Store {

    private final ConcurrentSkipListMap<String, ArticleRecord> catalogue = new ConcurrentSkipListMap<>();
    private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();
    private final IdKeys ids = IdKeys.withoutSecret();
    private final MemoryReaders readers;
    private final MemoryFactLog facts;
    private final SnapshotStore snapshots = SnapshotStore.inMemory();
    private final Troubles troubles = new Troubles();

    private MemoryStore(Clock clock) {
        this.readers = new MemoryReaders(clock, ids);
        this.facts = new MemoryFactLog(clock, catalogue, readers, ids);
    }

    /** An empty store; {@code clock} says when facts are accepted and pages grow old. */
    public static Store open(Clock clock) {
        return new MemoryStore(clock);
    }

    @Override
    public FactLog facts() {
        return facts;
    }

    @Override
    public ArticleStore articles() {
        return new ArticleStore() {
            @Override
            public CompletableFuture<List<ArticleRecord>> get(List<String> ids) {
                List<ArticleRecord> found = new ArrayList<>(ids.size());
                for (String id : ids) {
                    ArticleRecord record = catalogue.get(id);
                    if (record != null && record.listed()) {
                        found.add(record);
                    }
                }
                return CompletableFuture.completedFuture(found);
            }

            @Override
            public CompletableFuture<List<ArticleRecord>> list(String afterId, int limit) {
                return CompletableFuture.completedFuture(catalogue.tailMap(afterId, false).values().stream()
                        .filter(ArticleRecord::listed)
                        .limit(limit)
                        .toList());
            }

            @Override
            public CompletableFuture<List<String>> deleted(List<String> ids) {
                List<String> deleted = new ArrayList<>();
                for (String id : ids) {
                    ArticleRecord record = catalogue.get(id);
                    if (record != null && !record.listed()) {
                        deleted.add(id);
                    }
                }
                return CompletableFuture.completedFuture(deleted);
            }
        };
    }

    @Override
    public ReaderStore readers() {
        return readers;
    }

    @Override
    public ReaderLives lives() {
        return facts.lives();
    }

    @Override
    public CountStore counts() {
        return new CountStore() {
            @Override
            public CompletableFuture<List<Counts>> get(List<String> articles) {
                return CompletableFuture.completedFuture(facts.counts(articles));
            }

            @Override
            public Positions upTo() {
                return facts.newest();
            }
        };
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public Scan scan() {
        return facts.scan();
    }

    @Override
    public Backup backup() {
        throw Refusal.unsupported("backup: a store in memory (expected: one in a directory)");
    }

    @Override
    public Troubles troubles() {
        return troubles;
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus("memory", 0, 0, false, 0, ClusterStatus.NONE);
    }

    @Override
    public SecretStore secrets() {
        return new SecretStore() {
            @Override
            public CompletableFuture<byte[]> getOrMake(String name, Supplier<byte[]> fresh) {
                return CompletableFuture.completedFuture(
                        secrets.computeIfAbsent(name, unused -> fresh.get().clone())
                                .clone());
            }
        };
    }

    @Override
    public IdKeys ids() {
        return ids;
    }

    @Override
    public void close() {
        facts.close();
    }
}
