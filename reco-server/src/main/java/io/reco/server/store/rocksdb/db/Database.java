package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
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
import io.reco.server.files.PrivateFiles;
import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.rocksdb.files.Lock;
import io.reco.server.store.trouble.Trouble;
import io.reco.server.store.trouble.Troubles;

/**
 * All access to RocksDB. It holds a permit each time, so that closing waits for it and later access is refused: RocksDB itself
 * would crash the process.
 *
 * <p>Writes are refused while the disk has less than {@link #RESERVED_BYTES} left, which flushing and compacting need. Should
 * the disk be full all the same (others write there too), or refuse a write for another reason, all writes are refused and reads
 * go on; {@link #recover} opens RocksDB anew as soon as the disk takes writes again. {@link #troubles} tells.
 */
public final class Database implements AutoCloseable {

    /** Room that is left free, or an eighth of a disk smaller than half a gibibyte. */
    static final long RESERVED_BYTES = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final String PROBE = "probe";
    private static final int PROBE_BYTES = 1 << 20;
    private static final String NO_ROOM = "store: no room (expected: free space on the data directory's disk)";
    private static final String NO_WRITES = "store: writes are refused since one failed (expected: a working disk)";

    private final Path directory;
    private final LongSupplier usableBytes;
    private final long reservedBytes;
    private final Runnable beforeSync;
    private final Lock lock;
    private final Troubles troubles = new Troubles();
    private final ReadWriteLock access = new ReentrantReadWriteLock();
    /** Null once closed, and while a recovery has not succeeded. Guarded by {@link #access}. */
    private @Nullable Rocks rocks;

    private boolean closed;
    private volatile boolean failed;
    private final AtomicInteger openings = new AtomicInteger();
    private volatile Consumer<byte[]> readerWatch = key -> {};

    private Database(
            Path directory,
            LongSupplier usableBytes,
            long reservedBytes,
            Runnable beforeSync,
            Lock lock,
            boolean readOnly) {
        this.directory = directory;
        this.usableBytes = usableBytes;
        this.reservedBytes = reservedBytes;
        this.beforeSync = beforeSync;
        this.lock = lock;
        this.rocks = readOnly ? Rocks.openReadOnly(directory) : openRocks();
        this.failed = rocks.readOnly();
    }

    /** To be read only when that is all the disk has room for. */
    private Rocks openRocks() {
        try {
            return Rocks.open(directory);
        } catch (StoreException e) {
            if (!(e.getCause() instanceof RocksDBException cause && isNoSpace(cause))) {
                throw e;
            }
            Rocks opened = Rocks.openReadOnly(directory);
            troubles.begin(new Trouble(Trouble.Kind.FULL, NO_ROOM));
            return opened;
        }
    }

    public static Database open(Path directory) {
        try {
            PrivateFiles.createDirectories(directory);
            if (PrivateFiles.isOpenToOthers(directory)) {
                log.warn(
                        "others than owner and group can look into the store, as chmod 700 would end directory={}",
                        directory);
            }
            FileStore disk = Files.getFileStore(directory);
            return open(directory, new Room(disk), Math.min(RESERVED_BYTES, disk.getTotalSpace() / 8));
        } catch (IOException e) {
            throw StoreException.of(directory, "a directory that can be made and written", e);
        }
    }

    /** Opens the store in an existing directory whose disk has {@code usableBytes} left. */
    public static Database open(Path directory, LongSupplier usableBytes, long reservedBytes) {
        return open(directory, usableBytes, reservedBytes, () -> {});
    }

    /** The same on a disk that takes as long as {@code beforeSync} does before each flush begins. */
    public static Database open(Path directory, LongSupplier usableBytes, long reservedBytes, Runnable beforeSync) {
        return open(directory, usableBytes, reservedBytes, beforeSync, false);
    }

    /** Opens a store that is there and whole, to be looked at alone. */
    public static Database openToRead(Path directory) {
        return open(directory, () -> 0, 0, () -> {}, true);
    }

    private static Database open(
            Path directory, LongSupplier usableBytes, long reservedBytes, Runnable beforeSync, boolean readOnly) {
        Lock lock = Lock.take(directory);
        try {
            return new Database(directory, usableBytes, reservedBytes, beforeSync, lock, readOnly);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** What keeps it from its work. */
    public Troubles troubles() {
        return troubles;
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    /** What a disk has left, as of a moment ago: what is reserved lasts longer, and not every write asks the system. */
    private static final class Room implements LongSupplier {
        private static final long AGE_MAX_NANOS = 10_000_000;

        private record Seen(long nanos, long bytes) {}

        private final FileStore disk;
        private volatile Seen seen;

        Room(FileStore disk) {
            this.disk = disk;
            seen = look();
        }

        @Override
        public long getAsLong() {
            if (System.nanoTime() - seen.nanos > AGE_MAX_NANOS) {
                seen = look();
            }
            return seen.bytes;
        }

        private Seen look() {
            long now = System.nanoTime();
            try {
                return new Seen(now, disk.getUsableSpace());
            } catch (IOException e) {
                // Then the writes themselves find out.
                return new Seen(now, Long.MAX_VALUE);
            }
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
        List<byte[]> readers = List.of();
        access.readLock().lock();
        try (WriteBatch nativeBatch = new WriteBatch()) {
            Rocks opened = opened();
            AtomicWrite write = new AtomicWrite(opened, nativeBatch);
            readers = write.readers();
            changes.into(write);
            if (nativeBatch.count() > 0) {
                requireRoom();
                write(opened, sync, nativeBatch);
            }
        } catch (RocksDBException e) {
            throw refusal("write", e);
        } finally {
            access.readLock().unlock();
            // Whether or not it succeeded: who remembers a record reads it again. Without the lock, for they may wait
            // for one.
            readers.forEach(readerWatch);
        }
    }

    /**
     * Has the key of each reader told whose record a write changed, after the write and before who wrote goes on. What was told
     * of nobody is what {@link AtomicWrite#extendReader} wrote, and what {@link #openings} counts.
     */
    public void watchReaders(Consumer<byte[]> watch) {
        readerWatch = watch;
    }

    /** How often it was opened anew: what was written before and not flushed may be gone then. */
    public int openings() {
        return openings.get();
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
            opened.db().write(opened.unsynced(), batch);
            if (sync) {
                beforeSync.run();
                opened.sync();
            }
        } catch (RocksDBException e) {
            failed = true; // what was written and not flushed may be there or not: nothing may be written after it
            throw e;
        }
    }

    private boolean hasRoom() {
        return usableBytes.getAsLong() >= reservedBytes;
    }

    private void requireRoom() {
        if (!hasRoom()) {
            troubles.begin(new Trouble(Trouble.Kind.FULL, NO_ROOM));
            throw Refusal.storageFull(NO_ROOM, null);
        }
        if (failed) {
            throw troubles.are(Trouble.Kind.FULL)
                    ? Refusal.storageFull(NO_ROOM, null)
                    : Refusal.unavailable(NO_WRITES, null);
        }
    }

    private Rocks opened() {
        if (rocks == null) {
            throw Refusal.unavailable(
                    closed ? "store: closed (expected: open)" : "store: recovering (expected: open)", null);
        }
        return rocks;
    }

    /** What it means to the caller that RocksDB could not do something, and to the store. */
    private Refusal refusal(String what, RocksDBException e) {
        if (isNoSpace(e)) {
            troubles.begin(new Trouble(Trouble.Kind.FULL, NO_ROOM));
            return Refusal.storageFull(NO_ROOM, e);
        }
        Status status = e.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            String message = String.valueOf(e.getMessage());
            Path file = Opening.fileIn(message).map(directory::resolve).orElse(directory);
            troubles.begin(new Trouble(
                    Trouble.Kind.DAMAGED,
                    String.valueOf(StoreException.damaged(directory, file, message, null)
                            .getMessage())));
        } else if (status != null && status.getCode() == Status.Code.IOError) {
            failed = true;
            troubles.begin(new Trouble(
                    Trouble.Kind.FAILED, "store: cannot " + what + " (expected: a working disk); " + e.getMessage()));
        }
        return Refusal.unavailable("store: cannot " + what + " (expected: a working disk)", e);
    }

    private static boolean isNoSpace(RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    /** Looks how the disk is and remembers how far the store came; to be called every second or so. */
    public void look() {
        if (!failed) {
            if (hasRoom()) {
                troubles.end();
            } else {
                troubles.begin(new Trouble(Trouble.Kind.FULL, NO_ROOM));
            }
        }
        access.readLock().lock();
        try {
            if (rocks != null) {
                rocks.look();
            }
        } finally {
            access.readLock().unlock();
        }
    }

    /**
     * Opens RocksDB anew when a write has failed and the disk takes writes again. Reads go on until then.
     *
     * @return whether it did: what callers remember of the store may have to be read again
     */
    public boolean recover() {
        if (!failed || troubles.are(Trouble.Kind.DAMAGED) || !hasRoom() || !takesWrites()) {
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
            openings.incrementAndGet();
            rocks = reopened();
            failed = rocks.readOnly();
        } finally {
            access.writeLock().unlock();
        }
        if (!failed) {
            troubles.end();
        }
        return !failed;
    }

    private Rocks reopened() {
        try {
            return Rocks.open(directory);
        } catch (StoreException e) {
            log.debug("not opened to be written", e);
            return Rocks.openReadOnly(directory);
        }
    }

    /** Whether the disk takes as much as a flush of little writes. */
    private boolean takesWrites() {
        Path probe = directory.resolve(PROBE);
        try {
            try (FileChannel file = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            } finally {
                Files.deleteIfExists(probe);
            }
            return true;
        } catch (IOException e) {
            log.debug("no writes yet", e);
            return false;
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
            lock.close();
        } finally {
            access.writeLock().unlock();
        }
    }
}
