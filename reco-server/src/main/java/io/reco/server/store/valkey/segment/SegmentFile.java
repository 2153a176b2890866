package io.reco.server.store.valkey.segment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;

import io.reco.server.store.stored.StoredEntry;
import io.reco.server.store.stored.StoredSegment;

/**
 * A segment's bytes: eight that say what it is, a {@link StoredSegment} as zlib writes it, and the CRC-32C of all before, of four
 * bytes, big-endian. Nothing of a file is shown that is not whole.
 */
final class SegmentFile {

    /** Ends with the version of this layout. */
    private static final long MAGIC = 0x5245434f_4c4f4731L; // RECOLOG1

    private SegmentFile() {}

    /** Writes a new file, and flushes it. */
    static void write(Path file, Segment segment, List<Entry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(MAGIC).array());
        try (OutputStream deflated = new DeflaterOutputStream(bytes)) {
            stored(segment, entries).writeTo(deflated);
        }
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(checksum(bytes.toByteArray(), bytes.size()))
                .array());
        ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static StoredSegment stored(Segment segment, List<Entry> entries) {
        Entry first = entries.get(0);
        StoredSegment.Builder stored = StoredSegment.newBuilder()
                .setPartition(segment.partition())
                .setAfter(segment.after())
                .setUpTo(segment.upTo())
                .setFactsBefore(first.facts() - first.size());
        long at = segment.after();
        long facts = first.facts() - first.size();
        for (Entry entry : entries) {
            facts += entry.size();
            if (entry.last() <= at || entry.facts() != facts) {
                throw new IllegalStateException("log: " + segment.file() + " goes on with fact " + entry.facts()
                        + " at " + entry.last() + " (expected: " + facts + " after " + at + ")");
            }
            stored.addEntries(StoredEntry.newBuilder()
                    .setBeyond(entry.last() - at)
                    .setSize(entry.size())
                    .setRun(ByteString.copyFrom(entry.run())));
            at = entry.last();
        }
        return stored.build();
    }

    /**
     * Reads all of it.
     *
     * @param file where its bytes are, for it gets its name when it was read
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws SegmentException when it is not what was written
     */
    static List<Entry> read(Path file, Segment segment) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length - Integer.BYTES;
        if (end < Long.BYTES || ByteBuffer.wrap(bytes).getLong() != MAGIC) {
            throw SegmentException.damaged(file, "or of another version", null);
        }
        if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
            throw SegmentException.damaged(file, "by its checksum", null);
        }
        try (InputStream deflated =
                new InflaterInputStream(new ByteArrayInputStream(bytes, Long.BYTES, end - Long.BYTES))) {
            CodedInputStream in = CodedInputStream.newInstance(deflated);
            in.setSizeLimit(Integer.MAX_VALUE);
            return entries(file, segment, StoredSegment.parseFrom(in));
        } catch (IOException e) {
            throw SegmentException.damaged(file, "in what it holds", e);
        }
    }

    private static List<Entry> entries(Path file, Segment segment, StoredSegment stored) {
        List<Entry> entries = new ArrayList<>(stored.getEntriesCount());
        long at = stored.getAfter();
        long facts = stored.getFactsBefore();
        for (StoredEntry entry : stored.getEntriesList()) {
            at += entry.getBeyond();
            facts += entry.getSize();
            entries.add(new Entry(
                    stored.getPartition(),
                    at,
                    entry.getSize(),
                    facts,
                    entry.getRun().toByteArray()));
        }
        if (stored.getPartition() != segment.partition()
                || stored.getAfter() != segment.after()
                || stored.getUpTo() != segment.upTo()
                || at != segment.upTo()) {
            throw SegmentException.damaged(file, "or has the name of another one", null);
        }
        return entries;
    }
}
