package io.reco.server.store.rocksdb.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log: files whose records, one a write, follow each other without a gap. A write has the number of its first
 * change, and says how many there are; so one that is missing, or there twice, is seen.
 */
public final class WriteAheadLog {

    /**
     * What stands in a file behind its last good record.
     *
     * @param bytes of the file
     * @param goodBytes of them, up to where it begins
     * @param unfinished whether it looks like a write that did not come to its end, and like nothing else
     */
    public record Rest(Path file, long bytes, long goodBytes, boolean unfinished, String what) {

        /** Cuts it off. */
        public void cut() throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(goodBytes);
                channel.force(true);
            }
        }
    }

    private final List<Path> files;
    private final List<Rest> passedOver = new ArrayList<>();
    private @Nullable Rest rest;
    private @Nullable Fault fault;
    private @Nullable Rest breaks;
    private long next = -1;
    private long writes;

    private WriteAheadLog(List<Path> files) {
        this.files = files;
    }

    /** Reads all of it, up to a fault. */
    public static WriteAheadLog read(Path directory) throws IOException {
        WriteAheadLog log = new WriteAheadLog(files(directory));
        for (Path file : log.files) {
            if (log.fault == null) {
                log.readOn(file);
            }
        }
        return log;
    }

    /** The names of its files in a directory, in their order. */
    public static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches("\\d{6,}\\.log"))
                    .sorted()
                    .toList();
        }
    }

    private void readOn(Path file) throws IOException {
        long writesBefore = writes;
        LogFile.Reading reading = LogFile.read(file, (offset, head) -> take(head));
        if (rest != null && (writes > writesBefore || reading.rest() != LogFile.Rest.NOTHING)) {
            if (writes == writesBefore) {
                fault = new Fault(rest.file(), rest.what());
                breaks = rest;
                return;
            }
            // Nothing is missing in between: a write that failed, whose caller was told so.
            passedOver.add(rest);
            rest = null;
        }
        if (reading.rest() != LogFile.Rest.NOTHING) {
            boolean unfinished = reading.rest() == LogFile.Rest.UNFINISHED;
            rest = new Rest(file, reading.bytes(), reading.goodBytes(), unfinished, reading.what());
        }
    }

    /** A record's head is the number of its first change and how many they are. */
    private String take(ByteBuffer head) {
        if (head.remaining() < LogFile.HEAD_BYTES) {
            return "a record that is no write";
        }
        long first = head.getLong();
        int count = head.getInt();
        if (next >= 0 && first != next) {
            return first < next ? "writes that were there before" : (first - next) + " changes are missing before it";
        }
        next = first + count;
        writes++;
        return "";
    }

    /** What is wrong in its middle: more comes behind it. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Where it cannot be read on: the middle of which {@link #fault} tells, or else the end. Empty when all of it is good. */
    public Optional<Rest> breaks() {
        return Optional.ofNullable(breaks != null ? breaks : rest);
    }

    /** What is no good at its end, with nothing behind it. */
    public Optional<Rest> rest() {
        return Optional.ofNullable(rest);
    }

    /** What is no good, but misses nothing, as the next file goes on where the good records end. */
    public List<Rest> passedOver() {
        return List.copyOf(passedOver);
    }

    /** Number of the newest change that was read; empty when there is none. */
    public Optional<Long> newest() {
        return next < 0 ? Optional.empty() : Optional.of(next - 1);
    }

    /** The newest of its files. */
    public Optional<Path> newestFile() {
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    }

    /** How many writes were read. */
    public long writes() {
        return writes;
    }
}
