package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * All access to RocksDB. It holds a permit each time, so that closing waits for it and later access is refused: RocksDB itself
 * would crash the process.
 *
 * <p>Writes are refused while the disk has less than {@link #RESERVED_BYTES} left, which flushing and compacting need. Should
 * the disk be full all the same (others write there too), RocksDB refuses writes for good after its first failed one and
 * serves reads; {@link #recover} then opens it anew as soon as there is room.
 */
public final class Database implements AutoCloseable {

    /** Room that is left free, or an eighth of a disk smaller than half a gibibyte. */
    static final long RESERVED_BYTES = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Path directory;
    private final LongSupplier usableBytes;
    private final long reservedBytes;
    private final ReadWriteLock access = new ReentrantReadWriteLock();
    /** Null once closed, and while a recovery has not succeeded. Guarded by {@link #access}. */
    private @Nullable Rocks rocks;

    private boolean closed;
    private volatile boolean failed;

    private Database(Path directory, LongSupplier usableBytes, long reservedBytes, Rocks rocks) {
        this.directory = directory;
        this.usableBytes = usableBytes;
        this.reservedBytes = reservedBytes;
        this.rocks = rocks;
    }

    public static Database open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileStore disk = Files.getFileStore(directory);
            return open(directory, () -> usableBytes(disk), Math.min(RESERVED_BYTES, disk.getTotalSpace() / 8));
        } catch (IOException e) {
            throw StoreException.of(directory, "a directory that can be made and written", e);
        }
    }

    /** Opens the store in an existing directory whose disk has {@code usableBytes} left. */
    public static Database open(Path directory, LongSupplier usableBytes, long reservedBytes) {
        return new Database(directory, usableBytes, reservedBytes, Rocks.open(directory));
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    private static long usableBytes(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            // Then the writes themselves find out.
            return Long.MAX_VALUE;
        }
    }

    /** The value, or null when there is none. */
    public byte @Nullable [] get(Table table, byte[] key) {
        access.readLock().lock();
        try {
            Rocks opened = opened();
            return opened.db().get(opened.table(table), key);
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** The values in the order of the keys, null where there is none. */
    public List<byte @Nullable []> getAll(Table table, List<byte[]> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        access.readLock().lock();
        try {
            Rocks opened = opened();
            return opened.db().multiGetAsList(Collections.nCopies(keys.size(), opened.table(table)), keys);
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** What {@link #scan} shows. */
    @FunctionalInterface
    public interface Scan<T> {
        T over(RocksIterator iterator) throws RocksDBException;
    }

    /** Gives an iterator over the table, not yet positioned, for the time of the call. */
    public <T> T scan(Table table, Scan<T> scan) {
        return scan(table, null, scan);
    }

    /** The same for a look at little: the disk reads no more ahead than it seems worth. */
    public <T> T look(Table table, Scan<T> scan) {
        access.readLock().lock();
        try (ReadOptions options = new ReadOptions()) {
            return iterate(table, options, scan);
        } finally {
            access.readLock().unlock();
        }
    }

    /** The same as of a moment, or as of now. */
    <T> T scan(Table table, @Nullable Moment moment, Scan<T> scan) {
        access.readLock().lock();
        try (ReadOptions options = new ReadOptions().setReadaheadSize(1 << 20)) {
            if (moment != null) {
                options.setSnapshot(stillOpen(moment).snapshot());
            }
            return iterate(table, options, scan);
        } finally {
            access.readLock().unlock();
        }
    }

    private <T> T iterate(Table table, ReadOptions options, Scan<T> scan) {
        try (RocksIterator iterator = opened().db().newIterator(opened().table(table), options)) {
            T result = scan.over(iterator);
            iterator.status();
            return result;
        } catch (RocksDBException e) {
            throw refusal("read", e);
        }
    }

    private Moment stillOpen(Moment moment) {
        if (moment.rocks() != opened()) {
            throw Refusal.unavailable("store: opened anew meanwhile (expected: open all the time)", null);
        }
        return moment;
    }

    /** Links all as it is now into a directory that is not there yet. */
    public void checkpoint(Path into) {
        access.readLock().lock();
        try (Checkpoint checkpoint = Checkpoint.create(opened().db())) {
            requireRoom();
            checkpoint.createCheckpoint(into.toString());
        } catch (RocksDBException e) {
            throw refusal("copy", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** All as it is now, to be looked at for a while. */
    public Moment moment() {
        access.readLock().lock();
        try {
            Rocks opened = opened();
            return new Moment(this, opened, opened.db().getSnapshot());
        } finally {
            access.readLock().unlock();
        }
    }

    void release(Moment moment) {
        access.readLock().lock();
        try {
            if (moment.rocks() == rocks) { // else it went with what it is a moment of
                moment.rocks().db().releaseSnapshot(moment.snapshot());
            }
        } finally {
            access.readLock().unlock();
        }
    }

    /** Puts changes into a write. */
    @FunctionalInterface
    public interface Changes {
        void into(AtomicWrite write) throws RocksDBException;
    }

    /** Writes all or nothing; what was written survives the loss of power. */
    public void writeSynced(Changes changes) {
        write(true, changes);
    }

    /** Writes all or nothing; what was written survives the loss of the process. */
    public void writeUnsynced(Changes changes) {
        write(false, changes);
    }

    private void write(boolean sync, Changes changes) {
        access.readLock().lock();
        try (WriteBatch nativeBatch = new WriteBatch()) {
            Rocks opened = opened();
            changes.into(new AtomicWrite(opened, nativeBatch));
            if (nativeBatch.count() > 0) {
                requireRoom();
                write(opened, sync, nativeBatch);
            }
        } catch (RocksDBException e) {
            throw refusal("write", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /**
     * Removes all keys from {@code from} on and before {@code to}, at little cost whatever their number, and frees their room.
     */
    public void removeRange(Table table, byte[] from, byte[] to) {
        write(false, write -> write.deleteRange(table, from, to));
        access.readLock().lock();
        try {
            Rocks opened = opened();
            opened.db().deleteFilesInRanges(opened.table(table), List.of(from, to), false);
        } catch (RocksDBException e) {
            throw refusal("remove", e);
        } finally {
            access.readLock().unlock();
        }
    }

    private void write(Rocks opened, boolean sync, WriteBatch batch) throws RocksDBException {
        try {
            opened.db().write(sync ? opened.synced() : opened.unsynced(), batch);
        } catch (RocksDBException e) {
            failed = true;
            throw e;
        }
    }

    private boolean hasRoom() {
        return usableBytes.getAsLong() >= reservedBytes;
    }

    private void requireRoom() {
        if (!hasRoom()) {
            throw full(null);
        }
    }

    private Rocks opened() {
        if (rocks == null) {
            throw Refusal.unavailable(
                    closed ? "store: closed (expected: open)" : "store: recovering (expected: open)", null);
        }
        return rocks;
    }

    private static Refusal refusal(String what, RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace
                ? full(e)
                : Refusal.unavailable("store: cannot " + what + " (expected: a working disk)", e);
    }

    private static Refusal full(@Nullable Throwable cause) {
        return Refusal.storageFull("store: no room (expected: free space on the data directory's disk)", cause);
    }

    /**
     * Opens RocksDB anew when a write has failed and there is room again.
     *
     * @return whether it did: what callers remember of the store may have to be read again
     */
    public boolean recover() {
        if (!failed || !hasRoom()) {
            return false;
        }
        access.writeLock().lock();
        try {
            if (closed) {
                return false;
            }
            if (rocks != null) {
                rocks.close();
                rocks = null;
            }
            rocks = Rocks.open(directory);
            failed = false;
            log.info("store recovered from a failed write");
            return true;
        } finally {
            access.writeLock().unlock();
        }
    }

    /** What all tables take on disk as they are; 0 while it cannot be told. */
    public long tableBytes() {
        access.readLock().lock();
        try {
            long bytes = 0;
            if (rocks != null) {
                for (Table table : Table.values()) {
                    bytes += rocks.db().getLongProperty(rocks.table(table), "rocksdb.total-sst-files-size");
                }
            }
            return bytes;
        } catch (RocksDBException e) {
            return 0;
        } finally {
            access.readLock().unlock();
        }
    }

    /** How much room the disk has left. */
    public long freeBytes() {
        return usableBytes.getAsLong();
    }

    /** Writes out what is in memory, of all tables: what was deleted is in no write-ahead log then. */
    public void flush() {
        access.readLock().lock();
        try (FlushOptions flush = new FlushOptions()) {
            opened().flush(flush);
        } catch (RocksDBException e) {
            throw refusal("flush", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** Whether there are moments that are not closed. */
    public boolean hasMoments() {
        access.readLock().lock();
        try {
            return opened().db().getLongProperty("rocksdb.num-snapshots") > 0;
        } catch (RocksDBException e) {
            throw refusal("read", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /**
     * Writes those files of a table anew that may hold keys from {@code from} on and before {@code to}, down to the last level,
     * and leaves out what was deleted. Takes as long as that takes, beside everything else.
     *
     * @param from null for the first key
     * @param to null for after the last key
     */
    public void compact(Table table, byte @Nullable [] from, byte @Nullable [] to) {
        access.readLock().lock();
        try (CompactRangeOptions options = new CompactRangeOptions()
                .setExclusiveManualCompaction(false)
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized)) {
            Rocks opened = opened();
            opened.db().compactRange(opened.table(table), from, to, options);
        } catch (RocksDBException e) {
            throw refusal("compact", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** Ends compactions that somebody waits for, and refuses others, so that closing does not wait for them. */
    public void cancelCompactions() {
        access.readLock().lock();
        try {
            if (rocks != null) {
                rocks.db().cancelAllBackgroundWork(false);
            }
        } finally {
            access.readLock().unlock();
        }
    }

    /** Bytes a table takes on disk, once all in it is in order and what was deleted is gone. */
    public long compactedBytes(Table table) {
        access.readLock().lock();
        try (FlushOptions flush = new FlushOptions()) {
            Rocks opened = opened();
            ColumnFamilyHandle handle = opened.table(table);
            opened.db().flush(flush, handle);
            opened.db().compactRange(handle);
            return opened.db().getLongProperty(handle, "rocksdb.live-sst-files-size");
        } catch (RocksDBException e) {
            throw refusal("compact", e);
        } finally {
            access.readLock().unlock();
        }
    }

    /** Waits for all access under way. Idempotent. */
    @Override
    public void close() {
        access.writeLock().lock();
        try {
            closed = true;
            if (rocks != null) {
                rocks.close();
                rocks = null;
            }
        } finally {
            access.writeLock().unlock();
        }
    }
}
