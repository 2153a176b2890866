package io.reco.server.store.valkey.readers;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.reco.server.store.format.ReaderFormat;

/**
 * A reader as the cluster holds one, see {@code functions.lua}.
 *
 * @param bytes none for a reader of whom nothing is kept
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares values
public record ReaderValue(byte[] bytes) {

    /** Of a reader of whom nothing is kept. */
    public static final ReaderValue NONE = new ReaderValue(new byte[0]);

    private static final int VERSION_BYTES = 4;
    private static final int LENGTH_PLACE = 12;
    private static final int HEAD_BYTES = 15;
    private static final long DAY_MS = 86_400_000;

    public boolean empty() {
        return bytes.length == 0;
    }

    /** Another one after each write. */
    public byte[] version() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, VERSION_BYTES));
    }

    /** Another one after each write of a page. */
    public byte[] pagesVersion() {
        return empty() ? bytes : Arrays.copyOfRange(bytes, VERSION_BYTES, 2 * VERSION_BYTES);
    }

    /** All of the reader as a {@code ReaderRecord}. */
    public byte[] record() {
        if (empty()) {
            return bytes;
        }
        int length = ByteBuffer.wrap(bytes).getInt(LENGTH_PLACE - 1) & 0xFF_FFFF; // of three bytes
        return Arrays.copyOfRange(bytes, HEAD_BYTES, HEAD_BYTES + length);
    }

    /** What the record holds, beyond the limits too. */
    public ReaderFormat.Held held() {
        return ReaderFormat.held(record());
    }

    /** The day of a moment as a value says when its reader came last. */
    public static byte[] day(long timeMs) {
        int day = (int) (timeMs / DAY_MS);
        return new byte[] {(byte) (day >>> Byte.SIZE), (byte) day};
    }
}
