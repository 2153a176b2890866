package io.reco.server.store.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import io.reco.server.store.log.Positions;

/**
 * Snapshots of the models, each with a checksum. What is in one is its writer's affair. A snapshot is a cache: nothing is lost
 * with all of them but the time to rebuild what they hold.
 *
 * <p>Other than the rest of the store this waits for files of gigabytes, in the thread that calls. Safe for use by many threads.
 */
public interface SnapshotStore {

    /** How many snapshots are kept, the newest ones. */
    int KEPT = 2;

    /** Writes a snapshot's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Keeps a snapshot, in place of the oldest when there are {@link #KEPT}. It counts only once it is durable, read back and
     * found to be what was written; otherwise nothing of it stays.
     *
     * @param at the place in the log that it was taken at
     * @throws IOException also when what is read back is something else
     */
    Snapshot put(Positions at, Content content) throws IOException;

    /** What is there, the newest first, damaged or not. */
    List<Snapshot> list();

    /** Whether all of a snapshot can be read and is what was written; logs a warning when it is not. Reads all of it. */
    boolean good(Snapshot snapshot);

    /** The newest good one. */
    default Optional<Snapshot> newest() {
        return list().stream().filter(this::good).findFirst();
    }

    /** The content of a snapshot that was found {@link #good}. */
    InputStream read(Snapshot snapshot) throws IOException;

    /**
     * The newest place that the two newest snapshots have passed which this process read and found good: no snapshot needs the
     * facts before it. {@link Positions#START} as long as there are not two of them. Quick.
     */
    Positions passed();

    /** Removes all. */
    void clear() throws IOException;

    /** Snapshots in files of a directory, which is made when the first one is put. */
    static SnapshotStore inDirectory(Path directory, Clock clock) {
        return new DirectorySnapshots(directory, clock);
    }

    /** Snapshots on the heap. */
    static SnapshotStore inMemory() {
        return new MemorySnapshots();
    }
}
