package io.reco.server.store.rocksdb.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * A file in the format that RocksDB's write-ahead logs and manifests have: blocks of 32 KiB, in which records, or pieces of
 * them, follow each other, each with a checksum (RocksDB's wiki, "Write Ahead Log File Format"). Only the beginnings of records
 * are kept, so reading takes little memory whatever their size.
 */
final class LogFile {

    /** What comes after the last good record. */
    enum Rest {
        NOTHING,
        /** A record that the file's end cuts off, or zeros: what a write leaves that did not come to its end. */
        UNFINISHED,
        DAMAGE
    }

    /**
     * What was found.
     *
     * @param bytes of the file
     * @param goodBytes up to the end of the last record before which all is good
     * @param what is wrong behind; empty when nothing is
     */
    record Reading(long bytes, long goodBytes, Rest rest, String what) {}

    /** Takes whole records. */
    @FunctionalInterface
    interface Records {

        /**
         * The next one.
         *
         * @param offset of its first byte in the file
         * @param head its first bytes, at most {@link #HEAD_BYTES}, little endian
         * @return what is wrong with it, empty when nothing is: then no more are shown
         */
        String take(long offset, ByteBuffer head);
    }

    static final int HEAD_BYTES = 12;

    private static final int BLOCK_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 7;
    private static final int MASK = 0xa282ead8;

    // Kinds of pieces; those from 9 on are about the file itself and whole.
    private static final int ZERO = 0;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;
    private static final int RECYCLED_MIN = 5;
    private static final int RECYCLED_MAX = 8;
    private static final int BYTE = 0xff;

    private final Records records;
    private final long bytes;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long goodBytes;
    private long recordFrom;
    private boolean within;

    private LogFile(long bytes, Records records) {
        this.bytes = bytes;
        this.records = records;
    }

    /** Reads all of it, as far as it is good. */
    static Reading read(Path file, Records records) throws IOException {
        LogFile reader = new LogFile(Files.size(file), records);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK_BYTES)) {
            byte[] block = in.readNBytes(BLOCK_BYTES);
            for (long at = 0; block.length > 0; at += BLOCK_BYTES) {
                Reading end = reader.block(at, block, in);
                if (end != null) {
                    return end;
                }
                block = in.readNBytes(BLOCK_BYTES);
            }
        }
        return reader.within
                ? reader.ended(Rest.UNFINISHED, reader.recordFrom, "a record goes on behind the end")
                : new Reading(reader.bytes, reader.bytes, Rest.NOTHING, "");
    }

    private Reading ended(Rest rest, long at, String what) {
        return new Reading(bytes, goodBytes, rest, what + " (at byte " + at + " of " + bytes + ")");
    }

    /** Null when all of the block is good. */
    private @Nullable Reading block(long at, byte[] block, InputStream rest) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        while (BLOCK_BYTES - buffer.position() >= HEADER_BYTES && buffer.hasRemaining()) {
            long from = at + buffer.position();
            int left = buffer.remaining();
            if (left < HEADER_BYTES) {
                return ended(Rest.UNFINISHED, from, "a record is cut off");
            }
            int checksum = buffer.getInt();
            int length = Short.toUnsignedInt(buffer.getShort());
            int kind = buffer.get() & BYTE;
            if (kind == ZERO && checksum == 0 && length == 0) {
                boolean zeros = zeros(buffer) && zeros(rest);
                return ended(zeros ? Rest.UNFINISHED : Rest.DAMAGE, from, "zeros instead of a record");
            }
            if (length > buffer.remaining()) {
                boolean atEnd = block.length < BLOCK_BYTES;
                String what = atEnd ? "a record is cut off" : "a record is longer than its block";
                return ended(atEnd ? Rest.UNFINISHED : Rest.DAMAGE, from, what);
            }
            String wrong = piece(
                    from,
                    kind,
                    checksum,
                    buffer.slice().order(ByteOrder.LITTLE_ENDIAN).limit(length));
            if (!wrong.isEmpty()) {
                return ended(Rest.DAMAGE, from, wrong);
            }
            buffer.position(buffer.position() + length);
            if (!within) {
                goodBytes = at + buffer.position();
            }
        }
        return null;
    }

    private String piece(long from, int kind, int checksum, ByteBuffer content) {
        if (checksum != masked(kind, content.duplicate())) {
            return "wrong checksum";
        }
        if (kind >= RECYCLED_MIN && kind <= RECYCLED_MAX) {
            return "a record of a kind that is never written here";
        }
        if (kind > LAST) {
            return within ? "a record without its end" : "";
        }
        boolean begins = kind == FULL || kind == FIRST;
        if (begins == within) {
            return begins ? "a record without its end" : "a record without its beginning";
        }
        if (begins) {
            head.clear();
            recordFrom = from;
        }
        content.limit(Math.min(content.limit(), head.remaining()));
        head.put(content);
        within = kind == FIRST || kind == MIDDLE;
        return within ? "" : records.take(recordFrom, head.flip());
    }

    private static int masked(int kind, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(kind);
        crc.update(content);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static boolean zeros(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            if (buffer.get() != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean zeros(InputStream in) throws IOException {
        byte[] some = in.readNBytes(BLOCK_BYTES);
        while (some.length > 0) {
            if (!zeros(ByteBuffer.wrap(some))) {
                return false;
            }
            some = in.readNBytes(BLOCK_BYTES);
        }
        return true;
    }
}
