package io.reco.server.store.rocksdb.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.reco.server.store.StoreException;
import io.reco.server.store.rocksdb.files.Fault;
import io.reco.server.store.rocksdb.files.Lock;
import io.reco.server.store.rocksdb.files.Manifest;
import io.reco.server.store.rocksdb.files.Witness;
import io.reco.server.store.rocksdb.files.WriteAheadLog;

/**
 * What can be done about a store that a start refuses because of its files: the write-ahead log keeps what comes before its first
 * fault, for what comes after would not fit; and a name of the manifest that is lost is found again. Tables that are damaged are
 * not mended: what they held cannot be told from what is left.
 */
public final class Mending {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final List<String> steps = new ArrayList<>();
    private final List<String> hopeless = new ArrayList<>();
    private final Set<Path> changed = new LinkedHashSet<>();
    private Optional<Path> manifest = Optional.empty();
    private Optional<WriteAheadLog.Rest> cut = Optional.empty();
    private final List<Path> gone = new ArrayList<>();

    private Mending(Path directory) {
        this.directory = directory;
    }

    /**
     * Finds out, and changes nothing.
     *
     * @throws StoreException when a process has the store open
     */
    public static Mending plan(Path directory) throws IOException {
        FileCheck check = FileCheck.of(directory);
        Mending mending = new Mending(directory);
        for (Fault fault : check.faults()) {
            String name = fault.file().getFileName().toString();
            if (name.equals("CURRENT")) {
                mending.current(fault);
            } else if (name.endsWith(".sst") || name.startsWith("MANIFEST")) {
                mending.hopeless.add(fault.toString());
            }
        }
        if (mending.hopeless.isEmpty()
                && mending.steps.isEmpty()
                && !check.faults().isEmpty()) {
            mending.log(check.faults().get(0));
        }
        return mending;
    }

    /** A manifest is never half written when {@code CURRENT} names it, and older ones are removed. */
    private void current(Fault fault) throws IOException {
        List<Path> all = Manifest.all(directory);
        if (all.size() == 1) {
            manifest = Optional.of(all.get(0));
            changed.add(fault.file());
            steps.add(fault + ". It is written anew and names " + all.get(0).getFileName()
                    + ", the only manifest there is. Nothing goes.");
        } else {
            hopeless.add(fault + "; there are " + all.size() + " manifests");
        }
    }

    private void log(Fault fault) throws IOException {
        WriteAheadLog log = WriteAheadLog.read(directory);
        List<Path> files = WriteAheadLog.files(directory);
        changed.add(directory.resolve(Manifest.name(directory)));
        changed.add(directory.resolve("CURRENT"));
        changed.add(directory.resolve(Witness.NAME));
        Path from = log.breaks().map(WriteAheadLog.Rest::file).orElse(directory);
        log.breaks().ifPresent(rest -> {
            cut = Optional.of(rest);
            changed.add(rest.file());
            steps.add(rest.file() + ": " + rest.what() + ". Stays: its first " + rest.goodBytes() + " bytes; goes: "
                    + (rest.bytes() - rest.goodBytes()) + " bytes.");
        });
        for (Path file : files) {
            if (cut.isPresent() && file.compareTo(from) > 0) {
                gone.add(file);
                changed.add(file);
                steps.add(file + ": goes, " + Files.size(file) + " bytes; it cannot follow what is lost before it.");
            }
        }
        steps.add("Stays: all tables, and " + log.writes() + " writes of the log. " + fault + ".");
    }

    /** What would be done: what stays, and what goes. Empty when nothing is wrong, or nothing can be done. */
    public List<String> steps() {
        return hopeless.isEmpty() ? List.copyOf(steps) : List.of();
    }

    /** What nothing can be done about, short of a backup. */
    public List<String> hopeless() {
        return List.copyOf(hopeless);
    }

    /**
     * Does it.
     *
     * @return where what was changed is kept as it was
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Path apply(Instant now) throws IOException {
        Path kept = directory.resolve("before-repair-" + STAMP.format(now));
        try (Lock lock = Lock.take(directory)) {
            Files.createDirectory(kept);
            for (Path file : changed) {
                if (Files.exists(file)) {
                    Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            if (manifest.isPresent()) {
                Path unfinished = directory.resolve("CURRENT.new");
                Files.writeString(unfinished, manifest.get().getFileName() + "\n", StandardCharsets.US_ASCII);
                Files.move(unfinished, directory.resolve("CURRENT"), StandardCopyOption.REPLACE_EXISTING);
            } else {
                mendLog();
            }
        }
        return kept;
    }

    private void mendLog() throws IOException {
        if (cut.isPresent()) {
            cut.get().cut();
        }
        for (Path file : gone) {
            Files.delete(file);
        }
        Files.deleteIfExists(directory.resolve(Witness.NAME));
        Rocks.openWithLogAsItIs(directory).close();
    }
}
