package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileManager;
import org.rocksdb.Status;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import io.reco.server.domain.Refusal;
import io.reco.server.store.StoreException;

/**
 * The open RocksDB database and its column families. Every access holds a permit, so that closing waits for it and later
 * ones are refused: RocksDB itself would crash the process.
 */
final class Database implements AutoCloseable {

    /** Version of all value formats together; a store of a newer one is not opened. */
    static final int FORMAT = 1;

    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
    private static final long CACHED_BYTES_MAX = 64L << 20;
    private static final long UNFLUSHED_BYTES_MAX = 64L << 20;
    private static final long WAL_BYTES_MAX = 128L << 20;

    /** Kinds of values, each in a column family of its own. */
    enum Table {
        /** Format, cursors, secrets: by name. */
        META("default"),
        /** {@code StoredFacts} by the position of their first. */
        LOG("log"),
        /** {@code StoredArticle} by id. */
        ARTICLES("articles"),
        /** {@code ReaderRecord} by reader. */
        READERS("readers"),
        /** When an event was accepted, by event id. */
        EVENT_IDS("event_ids");

        private final String family;

        Table(String family) {
            this.family = family;
        }
    }

    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final Deque<AutoCloseable> owned;
    private final RocksDB rocks;
    private final Map<Table, ColumnFamilyHandle> tables;
    private final WriteOptions synced;
    private final WriteOptions unsynced;
    private final ReadOptions reads;
    private boolean closed;

    private Database(Deque<AutoCloseable> owned, RocksDB rocks, Map<Table, ColumnFamilyHandle> tables) {
        this.owned = owned;
        this.rocks = rocks;
        this.tables = tables;
        this.synced = own(owned, new WriteOptions().setSync(true));
        this.unsynced = own(owned, new WriteOptions());
        this.reads = own(owned, new ReadOptions());
    }

    static Database open(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw StoreException.of(directory, "a directory that can be made and written", e);
        }
        RocksDB.loadLibrary();
        Deque<AutoCloseable> owned = new ArrayDeque<>();
        try {
            Database database = openRocks(directory, owned);
            database.checkFormat(directory);
            return database;
        } catch (RocksDBException e) {
            closeAll(owned);
            throw unopened(directory, e);
        } catch (StoreException e) {
            closeAll(owned);
            throw e;
        }
    }

    private static Database openRocks(Path directory, Deque<AutoCloseable> owned) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = families(owned);
        Set<String> known = new HashSet<>();
        families.forEach(family -> known.add(text(family.getName())));
        // RocksDB opens all or nothing: those of a newer version too, so that its format can be read and told.
        for (byte[] family : existingFamilies(directory)) {
            if (!known.contains(text(family))) {
                families.add(new ColumnFamilyDescriptor(family, own(owned, new ColumnFamilyOptions())));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB rocks = own(owned, RocksDB.open(databaseOptions(owned), directory.toString(), families, handles));
        handles.forEach(handle -> own(owned, handle));
        Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
        Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
        for (Table table : Table.values()) {
            tables.put(table, inOrder.next());
        }
        return new Database(owned, rocks, tables);
    }

    private static List<byte[]> existingFamilies(Path directory) throws RocksDBException {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            return List.of();
        }
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, directory.toString());
        }
    }

    private static DBOptions databaseOptions(Deque<AutoCloseable> owned) throws RocksDBException {
        // The file manager is what notices that a full disk has room again, and lets writes go on.
        SstFileManager files = own(owned, new SstFileManager(own(owned, Env.getDefault())));
        return own(owned, new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // What was flushed comes before any torn end, so stopping at the first damage loses nothing
                // acknowledged.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setDbWriteBufferSize(UNFLUSHED_BYTES_MAX)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(1 << 20)
                .setSstFileManager(files)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(3)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private static List<ColumnFamilyDescriptor> families(Deque<AutoCloseable> owned) {
        BlockBasedTableConfig blocks = new BlockBasedTableConfig()
                .setBlockCache(own(owned, new LRUCache(CACHED_BYTES_MAX)))
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setBlockSize(16 << 10)
                .setFilterPolicy(own(owned, new BloomFilter(10)));
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (Table table : Table.values()) {
            ColumnFamilyOptions options = own(owned, new ColumnFamilyOptions())
                    .setTableFormatConfig(blocks)
                    .setCompressionType(CompressionType.LZ4_COMPRESSION)
                    .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
            if (table == Table.READERS) {
                // Nothing between the parts: protobuf messages written one after the other are one.
                options.setMergeOperator(own(owned, new StringAppendOperator("")));
            }
            families.add(new ColumnFamilyDescriptor(table.family.getBytes(StandardCharsets.US_ASCII), options));
        }
        return families;
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private void checkFormat(Path directory) throws RocksDBException {
        byte[] stored = get(Table.META, FORMAT_KEY);
        if (stored == null) {
            byte[] format = Integer.toString(FORMAT).getBytes(StandardCharsets.US_ASCII);
            writeSynced(batch -> batch.put(table(Table.META), FORMAT_KEY, format));
            return;
        }
        String format = text(stored);
        if (Integer.parseInt(format) > FORMAT) {
            throw StoreException.of(
                    directory,
                    "written in format " + FORMAT + " or older, not " + format + " of a newer version",
                    null);
        }
    }

    private static StoreException unopened(Path directory, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("LOCK") || message.contains("lock hold")) {
            return StoreException.of(directory, "a directory that no other process holds open", e);
        }
        return StoreException.of(directory, "a store that RocksDB can open; it says: " + message, e);
    }

    /** The value, or null when there is none. */
    byte @Nullable [] get(Table table, byte[] key) {
        open.readLock().lock();
        try {
            return opened().get(table(table), reads, key);
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            open.readLock().unlock();
        }
    }

    /** The values in the order of the keys, null where there is none. */
    List<byte @Nullable []> getAll(Table table, List<byte[]> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        open.readLock().lock();
        try {
            return opened().multiGetAsList(reads, Collections.nCopies(keys.size(), table(table)), keys);
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            open.readLock().unlock();
        }
    }

    /** What {@link #scan} shows. */
    @FunctionalInterface
    interface Scan<T> {
        T over(RocksIterator iterator) throws RocksDBException;
    }

    /** Gives an iterator over the table, not yet positioned, for the time of the call. */
    <T> T scan(Table table, Scan<T> scan) {
        open.readLock().lock();
        try (ReadOptions options = new ReadOptions().setReadaheadSize(1 << 20);
                RocksIterator iterator = opened().newIterator(table(table), options)) {
            T result = scan.over(iterator);
            iterator.status();
            return result;
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            open.readLock().unlock();
        }
    }

    /** For building batches. */
    ColumnFamilyHandle table(Table table) {
        return Objects.requireNonNull(tables.get(table));
    }

    /** Puts what one atomic write changes into its batch. */
    @FunctionalInterface
    interface Changes {
        void into(WriteBatch batch) throws RocksDBException;
    }

    /** Writes all or nothing; what was written survives the loss of power. */
    void writeSynced(Changes changes) {
        write(synced, changes);
    }

    /** Writes all or nothing; what was written survives the loss of the process. */
    void writeUnsynced(Changes changes) {
        write(unsynced, changes);
    }

    private void write(WriteOptions options, Changes changes) {
        open.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            RocksDB database = opened();
            changes.into(batch);
            if (batch.count() > 0) {
                database.write(options, batch);
            }
        } catch (RocksDBException e) {
            throw refusal("write", e);
        } finally {
            open.readLock().unlock();
        }
    }

    private RocksDB opened() {
        if (closed) {
            throw Refusal.unavailable("store: closed (expected: open)", null);
        }
        return rocks;
    }

    private static Refusal refusal(String what, RocksDBException e) {
        Status status = e.getStatus();
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return Refusal.storageFull("store: no space left (expected: room on the data directory's disk)", e);
        }
        return Refusal.unavailable("store: cannot " + what + " (expected: a working disk)", e);
    }

    private static <T extends AutoCloseable> T own(Deque<AutoCloseable> owned, T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeAll(owned);
            }
        } finally {
            open.writeLock().unlock();
        }
    }

    private static void closeAll(Deque<AutoCloseable> owned) {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the store failed", e);
            }
        }
    }
}
