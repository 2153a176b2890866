package io.reco.server.store.snapshot;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

import com.google.common.io.ByteStreams;

import io.reco.server.store.format.PositionsFormat;
import io.reco.server.store.log.Positions;

/**
 * A snapshot's file: eight bytes that say what it is, the length of what comes next, the place in the log, the content, and the
 * CRC-32C of all before it. Numbers are of four bytes, big-endian.
 */
final class SnapshotFile {

    /** Ends with the version of this layout. */
    private static final long MAGIC = 0x5245434f_534e5031L; // RECOSNP1

    private static final int HEAD_BYTES_MAX = 1 << 20;

    private final Path file;
    private final Positions at;
    private final long headBytes;
    private final long bytes;

    private SnapshotFile(Path file, Positions at, long headBytes, long bytes) {
        this.file = file;
        this.at = at;
        this.headBytes = headBytes;
        this.bytes = bytes;
    }

    /** Reads the head. */
    static SnapshotFile open(Path file) throws IOException {
        long bytes = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != MAGIC) {
                throw new IOException("not a snapshot of this version");
            }
            int length = in.readInt();
            long headBytes = Long.BYTES + Integer.BYTES + (long) length;
            if (length < 0 || length > HEAD_BYTES_MAX || headBytes + Integer.BYTES > bytes) {
                throw new IOException("damaged head");
            }
            Positions at = PositionsFormat.positions(in.readNBytes(length));
            return new SnapshotFile(file, at, headBytes, bytes);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException("damaged head", e);
        }
    }

    static void writeHead(OutputStream out, Positions at) throws IOException {
        byte[] head = PositionsFormat.stored(at);
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(MAGIC);
        data.writeInt(head.length);
        data.write(head);
        data.flush();
    }

    Positions at() {
        return at;
    }

    long contentBytes() {
        return bytes - headBytes - Integer.BYTES;
    }

    /** Reads all of it; {@link IOException} when that is not what was written. */
    void check() throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (long left = bytes - Integer.BYTES; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("shorter than it was");
                }
                checksum.update(buffer, 0, read);
                left -= read;
            }
            if (new DataInputStream(in).readInt() != (int) checksum.getValue()) {
                throw new IOException("wrong checksum");
            }
        }
    }

    /** From its first byte to its last. */
    InputStream content() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(headBytes);
        return ByteStreams.limit(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16), contentBytes());
    }
}
