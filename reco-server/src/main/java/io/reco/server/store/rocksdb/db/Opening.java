package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.files.Fault;
import io.reco.server.store.rocksdb.files.Manifest;
import io.reco.server.store.rocksdb.files.Witness;
import io.reco.server.store.rocksdb.files.WriteAheadLog;

/**
 * What is looked at before RocksDB opens a store, as that moves its files on and throws away what it does not know what to do
 * with. Only an end of the write-ahead log that nobody was told is on disk may be cut; anything else that is wrong refuses.
 */
final class Opening {

    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private static final Pattern FILE = Pattern.compile("(\\d{6,}\\.sst|\\d{6,}\\.log|MANIFEST-\\d+|CURRENT)");
    private static final Pattern LOG_NUMBER = Pattern.compile("log number: (\\d+)");

    private final Path directory;
    private final Witness.Account witness;
    private final WriteAheadLog writes;

    private Opening(Path directory) throws IOException {
        this.directory = directory;
        this.witness = Witness.read(directory);
        Manifest.fault(directory, witness).ifPresent(fault -> {
            throw damaged(directory, fault);
        });
        this.writes = WriteAheadLog.read(directory);
        writes.fault().ifPresent(fault -> {
            throw damaged(directory, fault);
        });
    }

    /**
     * Makes a store ready to be opened, after finding it whole.
     *
     * @return false when there is none yet, or one whose making did not come to its end
     * @throws StoreException when it is damaged, or of another version
     */
    static boolean prepare(Path directory) throws RocksDBException {
        try {
            if (!Manifest.anyStore(directory)) {
                return false;
            }
            Opening opening = new Opening(directory);
            opening.requireRestUnconfirmed();
            opening.cut();
            return opening.requireAll();
        } catch (IOException e) {
            throw StoreException.of(directory, "a directory that can be read and written", e);
        }
    }

    /** Whether {@link #prepare} would refuse a store that is there; changes nothing. */
    static void check(Path directory) {
        try {
            Opening opening = new Opening(directory);
            opening.requireRestUnconfirmed();
            if (opening.writes.rest().isEmpty()) {
                var unused = opening.requireAll();
            }
        } catch (IOException e) {
            throw StoreException.of(directory, "a directory that can be read", e);
        } catch (RocksDBException e) {
            throw failure(directory, e);
        }
    }

    /** RocksDB itself is never shown a log's end that is no good: there are some over which it never comes to an end. */
    private void requireRestUnconfirmed() throws IOException, RocksDBException {
        if (writes.rest().isEmpty()) {
            return;
        }
        WriteAheadLog.Rest rest = writes.rest().get();
        if (witness.confirmed() == 0 && !rest.unfinished()) {
            throw damaged(directory, new Fault(rest.file(), rest.what()));
        }
        long newest = writes.newest().isPresent() ? writes.newest().get() : newestInTables();
        requireConfirmed(newest);
    }

    /** Looks as if there were no log at all. */
    private long newestInTables() throws IOException, RocksDBException {
        Path none = Files.createTempDirectory("reco-no-log");
        try (DBOptions options = Rocks.manifestOptions().setWalDir(none.toString())) {
            return look(options).newest();
        } finally {
            Files.delete(none);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Look(byte @Nullable [] format, long newest) {}

    private Look look(DBOptions options) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (ColumnFamilyOptions any = new ColumnFamilyOptions();
                RocksDB looked = RocksDB.openReadOnly(
                        options,
                        directory.toString(),
                        List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, any)),
                        handles)) {
            Look look = new Look(looked.get(handles.get(0), Rocks.FORMAT_KEY), looked.getLatestSequenceNumber());
            handles.forEach(ColumnFamilyHandle::close);
            return look;
        }
    }

    /** Whether it is of this version, and nothing that was confirmed is missing; false when it has no version yet. */
    private boolean requireAll() throws RocksDBException {
        try (DBOptions options = Rocks.manifestOptions().setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)) {
            Look look = look(options);
            requireFormat(look.format());
            requireConfirmed(look.newest());
            return look.format() != null;
        }
    }

    private void requireFormat(byte @Nullable [] format) {
        String stored = format == null ? "" : new String(format, StandardCharsets.US_ASCII);
        if (format != null && !stored.equals(Integer.toString(Rocks.FORMAT))) {
            throw StoreException.of(
                    directory,
                    "written in format " + Rocks.FORMAT + ", not in format " + stored + " of another version",
                    null);
        }
    }

    private void requireConfirmed(long newest) {
        Optional<WriteAheadLog.Rest> rest = writes.rest();
        if (newest < witness.confirmed()) {
            Path file =
                    rest.map(WriteAheadLog.Rest::file).or(writes::newestFile).orElse(directory.resolve("*.log"));
            String missing = (witness.confirmed() - newest) + " changes that were confirmed are missing";
            String what = rest.map(found -> found.what() + ": " + missing).orElse("its end, or all of it: " + missing);
            throw damaged(directory, new Fault(file, what));
        }
    }

    private void cut() throws IOException {
        List<WriteAheadLog.Rest> rests = new ArrayList<>(writes.passedOver());
        writes.rest().ifPresent(rests::add);
        for (WriteAheadLog.Rest rest : rests) {
            rest.cut();
            log.warn(
                    "log cut file={} from_byte={} bytes={} because={}: a write that did not come to its end; nothing that"
                            + " was acknowledged as durable was in it",
                    rest.file(),
                    rest.goodBytes(),
                    rest.bytes() - rest.goodBytes(),
                    rest.what());
        }
    }

    private static StoreException damaged(Path directory, Fault fault) {
        return StoreException.damaged(directory, fault.file(), fault.what(), null);
    }

    /** What it means that RocksDB did not open a store. */
    static StoreException failure(Path directory, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        return fileIn(message)
                .map(file -> StoreException.damaged(directory, directory.resolve(file), message, e))
                .orElseGet(() -> StoreException.of(directory, "a store that RocksDB can open; it says: " + message, e));
    }

    /** The file of a store that a message of RocksDB names. */
    static Optional<String> fileIn(String message) {
        Matcher number = LOG_NUMBER.matcher(message);
        if (number.find()) {
            return Optional.of(String.format(Locale.ROOT, "%06d.log", Long.parseLong(number.group(1))));
        }
        Matcher name = FILE.matcher(message);
        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
