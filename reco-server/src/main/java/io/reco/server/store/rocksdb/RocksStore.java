package io.reco.server.store.rocksdb;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.Backup;
import io.reco.server.store.Scan;
import io.reco.server.store.SecretStore;
import io.reco.server.store.Store;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.StoreStatus;
import io.reco.server.store.age.Ages;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.rocksdb.articles.RocksArticles;
import io.reco.server.store.rocksdb.counts.RocksCounts;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.LifeTables;
import io.reco.server.store.rocksdb.lives.RocksLives;
import io.reco.server.store.rocksdb.log.LogEnds;
import io.reco.server.store.rocksdb.log.LogWriter;
import io.reco.server.store.rocksdb.log.RocksFactLog;
import io.reco.server.store.rocksdb.log.StoredLog;
import io.reco.server.store.rocksdb.readers.RocksReaders;
import io.reco.server.store.rocksdb.tidy.Purging;
import io.reco.server.store.rocksdb.tidy.Tidying;
import io.reco.server.store.snapshot.SnapshotStore;
import io.reco.server.store.trouble.Troubles;

/**
 * The store of one server, in one directory of its own.
 *
 * <p>Memory beside the heap stays below about 200 MiB whatever the directory holds: 64 MiB of cached blocks (indexes and
 * filters among them), 64 MiB of writes not yet in tables, and what flushing and compacting take for a while; with a heap of
 * less than 1 GiB a sixteenth of it instead of 64 MiB, but 16 MiB at least. On the heap:
 * at most {@link LogWriter#FACTS_QUEUED_MAX} facts that wait to be written.
 */
public final class RocksStore implements Store {

    /** The own place of snapshots. */
    static final String SNAPSHOTS = "snapshots";

    private final Database database;
    private final LogWriter writer;
    private final Purging purging;
    private final FactLog facts;
    private final ArticleStore articles;
    private final ReaderStore readers;
    private final ReaderLives lives;
    private final CountStore counts;
    private final SnapshotStore snapshots;
    private final SecretStore secrets;
    private final IdKeys ids;
    private final Ages ages;
    private final AtomicBoolean backingUp = new AtomicBoolean();

    private RocksStore(Database database, StoreSettings settings, Clock clock, LongSupplier nanoTime) {
        RocksBackup.removeLeft(database);
        LogEnds ends = new LogEnds(new StoredLog(database));
        this.ages = Ages.start(clock, ends.acceptedMs(), nanoTime);
        this.database = database;
        this.secrets = new RocksSecrets(database);
        this.ids = new IdKeys(Failures.join(secrets.getOrMake("id-key", RocksStore::idSecret)));
        Path ownPlace = database.directory().resolve(SNAPSHOTS);
        this.snapshots = SnapshotStore.inDirectory(settings.snapshots().orElse(ownPlace), clock);
        this.counts = new RocksCounts(database, () -> RocksFactLog.place(ends.newest()));
        SeenIds seenIds = new SeenIds(database, ages);
        RocksReaders rocksReaders = new RocksReaders(database, clock, ages, ends::acceptedMs);
        this.readers = rocksReaders;
        LifeTables lifeTables = LifeTables.of(database, rocksReaders, seenIds, ids, clock);
        this.purging = new Purging(database, ends::oldest);
        Tidying tidying = new Tidying(
                database,
                ends,
                ages,
                settings,
                seenIds,
                rocksReaders,
                lifeTables,
                purging,
                counts::upTo,
                snapshots::passed);
        this.writer = new LogWriter(
                database, ends, seenIds, lifeTables.tombstones(), ids, rocksReaders::rewriteSoon, tidying);
        RocksFactLog log = new RocksFactLog(database, ends, writer, ids, clock);
        this.facts = log;
        this.lives = new RocksLives(lifeTables, log::change, settings.logRetention());
        this.articles = new RocksArticles(database);
    }

    private static byte[] idSecret() {
        byte[] secret = new byte[IdKeys.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /**
     * Opens the store in {@code directory}, which is made when it is missing.
     *
     * @throws io.reco.server.store.StoreException when the directory cannot be used: held by another process, written by a
     *     newer version, not writable, damaged; or when the clock is far behind what the store accepted
     */
    public static Store open(Path directory, StoreSettings settings, Clock clock) {
        return open(Database.open(directory), settings, clock, System::nanoTime);
    }

    /** With settings by default. */
    public static Store open(Path directory, Clock clock) {
        return open(directory, StoreSettings.DEFAULTS, clock);
    }

    /** With settings by default. */
    public static Store open(Database database, Clock clock) {
        return open(database, StoreSettings.DEFAULTS, clock, System::nanoTime);
    }

    /**
     * With a monotonic clock of its own, in nanoseconds from anywhere. The database is closed with the store, or when this
     * throws.
     */
    public static Store open(Database database, StoreSettings settings, Clock clock, LongSupplier nanoTime) {
        RocksStore store;
        try {
            store = new RocksStore(database, settings, clock, nanoTime);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        store.writer.start();
        return store;
    }

    @Override
    public FactLog facts() {
        return facts;
    }

    @Override
    public ArticleStore articles() {
        return articles;
    }

    @Override
    public ReaderStore readers() {
        return readers;
    }

    @Override
    public ReaderLives lives() {
        return lives;
    }

    @Override
    public CountStore counts() {
        return counts;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public Scan scan() {
        return new RocksScan(database.moment());
    }

    @Override
    public Backup backup() {
        return RocksBackup.of(database, backingUp);
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(
                "rocksdb",
                database.tableBytes(),
                database.freeBytes(),
                ages.doubted(),
                ages.apartMs(),
                ClusterStatus.NONE);
    }

    @Override
    public Troubles troubles() {
        return database.troubles();
    }

    @Override
    public SecretStore secrets() {
        return secrets;
    }

    @Override
    public IdKeys ids() {
        return ids;
    }

    @Override
    public void close() {
        writer.close();
        purging.close();
        database.close();
    }
}
