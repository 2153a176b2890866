package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.files.Fault;
import io.reco.server.store.rocksdb.files.Lock;
import io.reco.server.store.rocksdb.files.Manifest;
import io.reco.server.store.rocksdb.files.NativeCode;
import io.reco.server.store.rocksdb.files.Witness;
import io.reco.server.store.rocksdb.files.WriteAheadLog;

/**
 * Reads all files of a store that is not open, and changes none.
 *
 * @param faults what is wrong, by file
 * @param unwitnessed what is wrong with the file that tells an end that goes missing; no fault of the store's
 * @param rest an end of the write-ahead log that the next start cuts; empty where {@code faults} has it
 * @param tables how many files of tables were read
 * @param writes how many writes the log has
 */
public record FileCheck(
        List<Fault> faults, Optional<Fault> unwitnessed, Optional<WriteAheadLog.Rest> rest, int tables, long writes) {

    public FileCheck {
        faults = List.copyOf(faults);
    }

    /** Reads them. {@link StoreException} when a process has the store open. */
    @SuppressWarnings("try") // the lock is held, not used
    public static FileCheck of(Path directory) throws IOException {
        NativeCode.load();
        try (Lock lock = Lock.take(directory)) {
            List<Fault> faults = new ArrayList<>();
            Manifest.fault(directory, Witness.read(directory)).ifPresent(faults::add);
            WriteAheadLog log = WriteAheadLog.read(directory);
            log.fault().ifPresent(faults::add);
            List<Path> tables = tables(directory);
            if (faults.isEmpty()) {
                tables = opened(directory, log.rest().isPresent(), faults).orElse(tables);
            }
            for (Path table : tables) {
                if (faults.stream().noneMatch(fault -> fault.file().equals(table))) {
                    table(table).ifPresent(faults::add);
                }
            }
            Optional<WriteAheadLog.Rest> rest = faults.isEmpty() ? log.rest() : Optional.empty();
            return new FileCheck(faults, Witness.fault(directory), rest, tables.size(), log.writes());
        }
    }

    private static List<Path> tables(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Fault> table(Path file) {
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(new Fault(file, String.valueOf(e.getMessage())));
        }
    }

    /**
     * Whether a start would refuse it, for what no single file shows; and those tables that it uses, for one whose making was cut
     * short may be there, too, and is no fault.
     */
    private static Optional<List<Path>> opened(Path directory, boolean hasRest, List<Fault> faults) {
        try {
            Opening.check(directory);
            if (hasRest) {
                return Optional.empty();
            }
            try (Rocks opened = Rocks.openReadOnly(directory)) {
                return Optional.of(opened.db().getLiveFilesMetaData().stream()
                        .map(file -> directory.resolve(file.fileName().substring(1)))
                        .toList());
            }
        } catch (StoreException e) {
            faults.add(e.damagedFile()
                    .map(file -> new Fault(file, e.damage()))
                    .orElseGet(() -> new Fault(directory, String.valueOf(e.getMessage()))));
            return Optional.empty();
        }
    }
}
