package io.reco.server.store.valkey.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.reco.server.domain.IdKeys;
import io.reco.server.files.PrivateFiles;

/**
 * The files of a store's log, by partition: {@code log/STORE/PARTITION/AFTER-UPTO.segment}. A file is written under another name,
 * flushed, read back, and only then gets its own: whatever a process leaves behind when it dies is none, and it is the same
 * however often, and by whom, it is written. Files may have entries in common. Safe for use by many threads.
 */
public final class Segments {

    private static final String UNFINISHED = ".unfinished";

    /** No article's: what its key is says which store it is. */
    private static final String NO_ID = "log";

    private final Path directory;

    /** By partition, as last looked at, the oldest first. Guarded by this. */
    private final Map<Integer, List<Segment>> seen = new HashMap<>();

    /**
     * Of a store.
     *
     * @param snapshots the directory that all its servers share; nothing is made there before the first file
     */
    public Segments(Path snapshots, IdKeys ids) {
        this.directory = snapshots.resolve("log").resolve(Long.toHexString(ids.of(NO_ID)));
    }

    /** Where those of a partition are. */
    public Path of(int partition) {
        return directory.resolve(Integer.toString(partition));
    }

    /** The one that has the next fact after a position, and of several the one that goes farthest. */
    public synchronized Optional<Segment> find(int partition, long at) {
        Optional<Segment> known = farthest(seen.getOrDefault(partition, List.of()), at);
        return known.isPresent() ? known : farthest(list(partition), at);
    }

    private static Optional<Segment> farthest(List<Segment> some, long at) {
        return some.stream().filter(segment -> segment.goesOnFrom(at)).max(Comparator.comparingLong(Segment::upTo));
    }

    /** The position after which the next one begins that begins after this one; the largest number where there is none. */
    public long begin(int partition, long at) {
        return list(partition).stream()
                .mapToLong(Segment::after)
                .filter(after -> after > at)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Those of a partition that are there now, the oldest first, and the longer ones before those that they cover. */
    public synchronized List<Segment> list(int partition) {
        List<Segment> found = new ArrayList<>();
        for (Path file : files(partition)) {
            Segment.of(partition, file).ifPresent(found::add);
        }
        found.sort(Comparator.comparingLong(Segment::after)
                .thenComparing(Comparator.comparingLong(Segment::upTo).reversed()));
        seen.put(partition, List.copyOf(found));
        return List.copyOf(found);
    }

    private List<Path> files(int partition) {
        Path folder = of(partition);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The entries of the file that has the next fact after a position, all of them.
     *
     * @throws SegmentException when there is no such file, or it is not what was written
     */
    public List<Entry> read(int partition, long at) {
        for (int attempt = 0; attempt < 3; attempt++) {
            Segment segment = find(partition, at).orElseThrow(() -> SegmentException.missing(of(partition), at));
            try {
                return read(segment);
            } catch (NoSuchFileException e) {
                List<Segment> unused = list(partition); // another one has taken its place
            } catch (IOException e) {
                throw SegmentException.damaged(segment.file(), "or cannot be read", e);
            }
        }
        throw SegmentException.missing(of(partition), at);
    }

    /** The same of one that is known. */
    public List<Entry> read(Segment segment) throws IOException {
        return SegmentFile.read(segment.file(), segment);
    }

    /** Keeps entries that follow each other and a position, unless they are kept as the same file already. */
    public Segment put(int partition, long after, List<Entry> entries) throws IOException {
        Path folder = of(partition);
        Segment segment = Segment.in(
                folder, partition, after, entries.get(entries.size() - 1).last());
        if (isGood(segment)) {
            return segment;
        }
        make(folder);
        Path unfinished = folder.resolve(segment.file().getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            SegmentFile.write(unfinished, segment, entries);
            List<Entry> written = SegmentFile.read(unfinished, segment);
            if (written.size() != entries.size()) {
                throw new IOException(unfinished + ": other than it was written");
            }
            Files.move(unfinished, segment.file(), StandardCopyOption.ATOMIC_MOVE);
            flush(folder);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        List<Segment> unused = list(partition);
        return segment;
    }

    private boolean isGood(Segment segment) {
        try {
            return !read(segment).isEmpty();
        } catch (IOException | SegmentException e) {
            return false; // not there, or half of it
        }
    }

    private void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            PrivateFiles.createDirectories(folder);
            flush(directory);
            flush(directory.resolve(".."));
            flush(directory.resolve("../.."));
        }
    }

    /** So that a new name in a directory survives the loss of power. */
    private static void flush(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes one, or what is left of it. */
    public void remove(Segment segment) throws IOException {
        Files.deleteIfExists(segment.file());
        List<Segment> unused = list(segment.partition());
    }

    /** Removes files that were never finished and not touched since a moment, milliseconds since 1970 UTC. */
    public void removeUnfinished(int partition, long beforeMs) throws IOException {
        for (Path file : files(partition)) {
            if (file.toString().endsWith(UNFINISHED)
                    && Files.getLastModifiedTime(file).toMillis() < beforeMs) {
                Files.deleteIfExists(file);
            }
        }
    }
}
