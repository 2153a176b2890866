package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

import io.reco.server.store.rocksdb.files.Manifest;
import io.reco.server.store.rocksdb.files.NativeCode;
import io.reco.server.store.rocksdb.files.Witness;

/** An open RocksDB with its column families and everything native that must be released with it. */
public final class Rocks implements AutoCloseable {

    /** Version of all formats together; a store of another one is not opened. */
    static final int FORMAT = 5;

    public static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);

    /** In a small container the store takes less, as the heap does: the two of them share what there is. */
    private static final long CACHED_BYTES_MAX =
            Math.max(16L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));

    private static final long UNFLUSHED_BYTES_MAX = CACHED_BYTES_MAX;

    /** Also what a start after a crash has to read again. */
    private static final long WAL_BYTES_MAX = 64L << 20;

    private static final int PARTS_MAX = 32;

    /**
     * Of each table that is asked for single keys, for what is not flushed: most ids of events, and many readers and articles,
     * are new, and a filter says so without a search. Some 25 bits a key.
     */
    private static final long UNFLUSHED_FILTER_BYTES = UNFLUSHED_BYTES_MAX / 128;

    private static final Set<Table> UNFLUSHED_FILTERED =
            EnumSet.of(Table.EVENT_IDS, Table.READERS, Table.COUNTS, Table.ARTICLES, Table.TOMBSTONES);

    /** Kinds of values, each in a column family of its own. */
    public enum Table {
        /** Format, cursors, secrets: by name. */
        META("default"),
        /** {@code StoredFacts} by the position of their first. */
        LOG("log"),
        /** {@code StoredArticle} by id. */
        ARTICLES("articles"),
        /** {@code StoredTombstone} by id of a deleted article. */
        TOMBSTONES("tombstones"),
        /** {@code ReaderRecord} by reader. */
        READERS("readers"),
        /** Millisecond of the day, by day, reader and event id. */
        EVENT_IDS("event_ids"),
        /** {@code StoredCounts} by article. */
        COUNTS("counts"),
        /** {@code StoredErasure} by the key of a reader who was erased. */
        ERASURES("erasures"),
        /** {@code StoredMerges} by the reader that others were merged into, and the moment by the one that was merged. */
        MERGES("merges");

        private final String family;

        Table(String family) {
            this.family = family;
        }
    }

    /** Last one first: nothing is released before what uses it. */
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    private final RocksDB db;
    private final Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
    private final WriteOptions unsynced;
    private final Path directory;
    private final boolean readOnly;
    private final Optional<Witness> witness;
    private volatile long confirmed;
    private volatile String manifest = "";
    private volatile long manifestBytes;

    private Rocks(Path directory, Mode mode) throws RocksDBException {
        try {
            this.directory = directory;
            this.readOnly = mode == Mode.READ_ONLY;
            this.unsynced = own(new WriteOptions());
            List<ColumnFamilyDescriptor> families = families();
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            DBOptions options = databaseOptions(mode);
            this.db = own(
                    readOnly
                            ? RocksDB.openReadOnly(options, directory.toString(), families, handles)
                            : RocksDB.open(options, directory.toString(), families, handles));
            handles.forEach(this::own);
            Iterator<ColumnFamilyHandle> inOrder = handles.iterator();
            for (Table table : Table.values()) {
                tables.put(table, inOrder.next());
            }
            if (mode == Mode.NEW) {
                nameFormat();
            }
            this.witness = readOnly ? Optional.empty() : Witness.open(directory);
            confirm(db.getLatestSequenceNumber());
        } catch (RocksDBException | RuntimeException e) {
            release();
            throw e;
        }
    }

    /** How it is opened. */
    private enum Mode {
        /** What is not there is made. */
        NEW,
        WRITABLE,
        MENDED,
        READ_ONLY
    }

    /** Opens the store in an existing directory. One of another version, or one that is not whole, is left as it is. */
    static Rocks open(Path directory) {
        return open(directory, () -> Opening.prepare(directory) ? Mode.WRITABLE : Mode.NEW);
    }

    /** The same for who only reads: it needs no room. */
    static Rocks openReadOnly(Path directory) {
        return open(directory, () -> {
            var unused = Opening.prepare(directory);
            return Mode.READ_ONLY;
        });
    }

    /** Opens what was mended: whatever log is there is all there is, and what the manifest says of it is forgotten. */
    static Rocks openWithLogAsItIs(Path directory) {
        return open(directory, () -> Mode.MENDED);
    }

    private interface Preparation {
        Mode prepare() throws RocksDBException;
    }

    private static Rocks open(Path directory, Preparation preparation) {
        NativeCode.load();
        try {
            return new Rocks(directory, preparation.prepare());
        } catch (RocksDBException e) {
            throw Opening.failure(directory, e);
        }
    }

    /**
     * The manifest is written anew whenever the files change, which is seldom: it names the first and last keys of files, also of
     * those that are gone, and keys are ids of readers. It knows which write-ahead logs there have to be; whoever opens a store
     * whose manifest does, and has not this option, crashes.
     */
    static DBOptions manifestOptions() {
        return manifestOptions(true);
    }

    private static DBOptions manifestOptions(boolean knowsLogs) {
        Properties options = new Properties();
        options.setProperty("max_manifest_file_size", "0");
        options.setProperty("max_manifest_space_amp_pct", "0");
        options.setProperty("track_and_verify_wals_in_manifest", Boolean.toString(knowsLogs));
        return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(options));
    }

    private DBOptions databaseOptions(Mode mode) throws RocksDBException {
        // With a file manager, flushes and compactions go on by themselves once a full disk has room again.
        SstFileManager files = own(new SstFileManager(own(Env.getDefault())));
        return own(manifestOptions(mode != Mode.MENDED))
                .setCreateIfMissing(mode == Mode.NEW)
                .setCreateMissingColumnFamilies(mode == Mode.NEW)
                .setParanoidChecks(true)
                // An end that was not written whole is gone before: see Opening.
                .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)
                // All tables are of one moment, also where the log after it is lost.
                .setAtomicFlush(true)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setDbWriteBufferSize(UNFLUSHED_BYTES_MAX)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(1 << 20)
                // Cannot be had together with joining parts while they are written.
                .setAllowConcurrentMemtableWrite(false)
                .setSstFileManager(files)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(3)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private List<ColumnFamilyDescriptor> families() {
        BlockBasedTableConfig blocks = new BlockBasedTableConfig()
                .setBlockCache(own(new LRUCache(CACHED_BYTES_MAX)))
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setBlockSize(16 << 10)
                .setFilterPolicy(own(new BloomFilter(10)));
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (Table table : Table.values()) {
            ColumnFamilyOptions options = own(new ColumnFamilyOptions())
                    .setTableFormatConfig(blocks)
                    .setCompressionType(CompressionType.LZ4_COMPRESSION)
                    .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
            if (UNFLUSHED_FILTERED.contains(table)) {
                options.setMemtableWholeKeyFiltering(true)
                        .setMemtablePrefixBloomSizeRatio((double) UNFLUSHED_FILTER_BYTES / options.writeBufferSize());
            }
            if (table == Table.READERS) {
                // Nothing between the parts: protobuf messages written one after the other are one.
                options.setMergeOperator(own(new StringAppendOperator("")))
                        // Joining n parts copies n * n / 2 of them: never many at a time, however busy a reader is.
                        .setMaxSuccessiveMerges(PARTS_MAX);
            }
            families.add(new ColumnFamilyDescriptor(table.family.getBytes(StandardCharsets.US_ASCII), options));
        }
        return families;
    }

    private void nameFormat() throws RocksDBException {
        if (db.get(table(Table.META), FORMAT_KEY) == null) {
            byte[] format = Integer.toString(FORMAT).getBytes(StandardCharsets.US_ASCII);
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                db.put(table(Table.META), synced, FORMAT_KEY, format);
            }
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle table(Table table) {
        return Objects.requireNonNull(tables.get(table));
    }

    boolean readOnly() {
        return readOnly;
    }

    /**
     * Waits until all that was written before is on disk. Writes of others go on meanwhile: with a write that flushes itself
     * they would wait for it.
     */
    void sync() throws RocksDBException {
        long written = db.getLatestSequenceNumber();
        db.syncWal();
        confirm(written);
    }

    private void confirm(long written) {
        confirmed = Math.max(confirmed, written);
        testify();
    }

    /** Looks whether the manifest is another one now. */
    void look() {
        witness.ifPresent(unused -> {
            try {
                manifest = Manifest.name(directory);
                manifestBytes = Files.size(directory.resolve(manifest));
            } catch (IOException e) {
                manifest = ""; // replaced while we looked
            }
            testify();
        });
    }

    private void testify() {
        witness.ifPresent(file -> file.write(new Witness.Account(confirmed, manifest, manifestBytes)));
    }

    /** For writes that survive the loss of the process; that of power after the next {@link #sync}. */
    WriteOptions unsynced() {
        return unsynced;
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    void flush(FlushOptions flush) throws RocksDBException {
        db.flush(flush, List.copyOf(tables.values()));
    }

    /** Writes out what is in memory, so that the next start has nothing to read again, and releases all. */
    @Override
    public void close() {
        if (!readOnly) {
            try (FlushOptions flush = new FlushOptions()) {
                flush(flush);
                confirm(db.getLatestSequenceNumber());
            } catch (RocksDBException e) {
                // A full disk, say. Nothing is lost: the next start reads the write-ahead log instead.
            }
        }
        release();
        look();
        witness.ifPresent(Witness::close);
    }

    private void release() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the store failed", e);
            }
        }
    }
}
