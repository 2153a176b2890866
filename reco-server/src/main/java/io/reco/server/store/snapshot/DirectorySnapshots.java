package io.reco.server.store.snapshot;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.files.PrivateFiles;
import io.reco.server.model.content.Content;
import io.reco.server.store.log.Positions;

/**
 * A file a snapshot. It is written under a name of its own, flushed, read back, and only then gets the name by which it is found:
 * whatever a process leaves behind when it dies is never taken for a snapshot.
 */
final class DirectorySnapshots implements SnapshotStore {

    private static final Logger log = LoggerFactory.getLogger(DirectorySnapshots.class);

    private static final String SUFFIX = ".snapshot";
    private static final String UNFINISHED = ".unfinished";
    /** What is unfinished for longer was given up. */
    private static final Duration WRITING_MAX = Duration.ofDays(1);

    private static final int DIGITS = 19;

    private final Path directory;
    private final Clock clock;
    private final GoodOnes goodOnes = new GoodOnes();
    private final SecureRandom random = new SecureRandom();

    DirectorySnapshots(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public synchronized Snapshot put(Positions at, Content content) throws IOException {
        PrivateFiles.createDirectories(directory);
        String name = freshName();
        Path unfinished = directory.resolve(name + UNFINISHED);
        try {
            write(unfinished, at, content);
            SnapshotFile written = SnapshotFile.open(unfinished);
            written.check();
            Path file = directory.resolve(name);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            flush(directory);
            Snapshot snapshot = new Snapshot(name, written.at(), written.contentBytes());
            goodOnes.add(snapshot);
            removeOld();
            return snapshot;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Sorts after all that are there, whatever the clock says; no other process takes the same. */
    private String freshName() {
        long newestMs = list().stream()
                .mapToLong(snapshot -> Long.parseLong(snapshot.name().substring(0, DIGITS)))
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT, "%019d-%08x%s", Math.max(clock.millis(), newestMs + 1), random.nextInt(), SUFFIX);
    }

    private static void write(Path file, Positions at, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            CheckedOutputStream checked = new CheckedOutputStream(buffered, new CRC32C());
            SnapshotFile.writeHead(checked, at);
            content.writeTo(checked);
            checked.flush();
            new DataOutputStream(buffered).writeInt((int) checked.getChecksum().getValue());
            buffered.flush();
            channel.force(true);
        }
    }

    /** So that a new name in a directory survives the loss of power. */
    private static void flush(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void removeOld() throws IOException {
        Optional<String> oldestKept = goodOnes.oldestKept();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            boolean old = name.endsWith(SUFFIX) && oldestKept.isPresent() && name.compareTo(oldestKept.get()) < 0;
            boolean givenUp = name.endsWith(UNFINISHED)
                    && Files.getLastModifiedTime(file).toMillis() < clock.millis() - WRITING_MAX.toMillis();
            if (old || givenUp) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Snapshot> list() {
        List<Snapshot> found = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.matches("0\\d{" + (DIGITS - 1) + "}-.*\\" + SUFFIX)) { // no moment has more digits
                look(file).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(Snapshot::name).reversed());
        return found;
    }

    /** Reads the head alone; one that cannot be read is at the start of the log. */
    private static Optional<Snapshot> look(Path file) {
        String name = file.getFileName().toString();
        try {
            SnapshotFile opened = SnapshotFile.open(file);
            return Optional.of(new Snapshot(name, opened.at(), opened.contentBytes()));
        } catch (IOException e) {
            return Files.exists(file) ? Optional.of(new Snapshot(name, Positions.START, 0)) : Optional.empty();
        }
    }

    @Override
    public boolean good(Snapshot snapshot) {
        Path file = directory.resolve(snapshot.name());
        try {
            SnapshotFile.open(file).check();
            goodOnes.add(snapshot);
            return true;
        } catch (IOException e) {
            log.warn("snapshot passed over file={} because={}", file, e.toString());
            goodOnes.remove(snapshot);
            return false;
        }
    }

    @Override
    public InputStream read(Snapshot snapshot) throws IOException {
        return SnapshotFile.open(directory.resolve(snapshot.name())).content();
    }

    @Override
    public Positions passed() {
        return goodOnes.passed();
    }

    @Override
    public synchronized void clear() throws IOException {
        for (Snapshot snapshot : list()) {
            goodOnes.remove(snapshot);
            Files.deleteIfExists(directory.resolve(snapshot.name()));
        }
    }
}
