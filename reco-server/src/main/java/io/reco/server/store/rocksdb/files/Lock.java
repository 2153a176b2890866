package io.reco.server.store.rocksdb.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import io.reco.server.store.StoreException;

/**
 * Keeps others out of a store's directory from before anything in it is looked at until it is closed. RocksDB's own lock begins
 * later, and not at all for who only reads.
 */
public final class Lock implements AutoCloseable {

    static final String NAME = "IN-USE";

    private final FileChannel file;

    private Lock(FileChannel file) {
        this.file = file;
    }

    /** Takes it. {@link StoreException} when somebody else has it, this process included. */
    public static Lock take(Path directory) {
        FileChannel file = null;
        try {
            file = FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new Lock(file);
            }
        } catch (OverlappingFileLockException e) {
            // By this very process.
        } catch (IOException e) {
            close(file);
            throw StoreException.of(directory, "a directory that can be made and written", e);
        }
        close(file);
        throw StoreException.of(directory, "a directory that no other process holds open", null);
    }

    private static void close(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing a lock failed", e);
        }
    }

    /** Also lets it go. */
    @Override
    public void close() {
        close(file);
    }
}
