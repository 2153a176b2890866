package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Backup;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.log.LogEnds;
import io.reco.server.store.rocksdb.log.RocksFactLog;
import io.reco.server.store.rocksdb.log.StoredLog;

/**
 * A checkpoint of RocksDB in a directory inside the store: its tables are linked, not copied. It was opened once, so that it is
 * known to be whole. Where models' snapshots are is not part of it: a store without any makes its models anew.
 */
final class RocksBackup implements Backup {

    /** The directory's name in that of the store; what an end of the process left there goes at the next opening. */
    private static final String DIRECTORY = "backup-in-progress";

    /** What RocksDB writes into a directory for itself. */
    private static final List<String> NO_DATA = List.of("LOCK", "IN-USE", "LOG", "LOG.old");

    private static final Logger log = LoggerFactory.getLogger(RocksBackup.class);

    private final Path directory;
    private final Positions newest;
    private final List<String> files;
    private boolean closed;

    /** Whether one is being made of the same database: it is while this is open. */
    private final AtomicBoolean taken;

    private RocksBackup(Path directory, Positions newest, List<String> files, AtomicBoolean taken) {
        this.directory = directory;
        this.newest = newest;
        this.files = files;
        this.taken = taken;
    }

    /**
     * One of a database as it is now.
     *
     * @param taken whether there is one already, for all who make one of this database
     */
    static RocksBackup of(Database database, AtomicBoolean taken) {
        if (!taken.compareAndSet(false, true)) {
            throw Refusal.busy("backup: one is being made (expected: one at a time)");
        }
        Path directory = place(database);
        boolean made = false;
        try {
            removeLeft(database);
            database.checkpoint(directory);
            RocksBackup backup = new RocksBackup(directory, newest(directory), filesOf(directory), taken);
            made = true;
            return backup;
        } catch (IOException e) {
            throw Refusal.unavailable("store: a backup cannot be read (expected: a working disk)", e);
        } finally {
            if (!made) {
                remove(directory);
                taken.set(false);
            }
        }
    }

    /** Removes what an earlier one left. */
    static void removeLeft(Database database) {
        remove(place(database));
    }

    private static Path place(Database database) {
        return database.directory().resolve(DIRECTORY);
    }

    private static Positions newest(Path directory) {
        try (Database opened = Database.open(directory)) {
            return RocksFactLog.place(new LogEnds(new StoredLog(opened)).newest());
        }
    }

    private static List<String> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !NO_DATA.contains(name) && !name.startsWith("LOG.old."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Positions newest() {
        return newest;
    }

    @Override
    public List<String> files() {
        return files;
    }

    @Override
    public InputStream open(String file) throws IOException {
        if (!files.contains(file)) {
            throw new IllegalArgumentException("file: " + file + " (expected: one of the backup)");
        }
        return Files.newInputStream(directory.resolve(file));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            remove(directory);
            taken.set(false);
        }
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            log.warn("a backup's files stay for now directory={}", directory, e);
        }
    }
}
