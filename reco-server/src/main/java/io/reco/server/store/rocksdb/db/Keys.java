package io.reco.server.store.rocksdb.db;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys and numbers as bytes, big-endian: positive ones sort by value. */
public final class Keys {

    private Keys() {}

    public static byte[] ofInt(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    public static byte[] ofLong(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    public static byte[] ofText(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String toText(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    /** Of a reader: the id's length, then its bytes, so that more may follow. */
    public static byte[] ofReader(String reader) {
        return ofEvent(reader, "");
    }

    /** Of an event within its reader: the reader's key, then the event's id. */
    public static byte[] ofEvent(String reader, String id) {
        byte[] name = ofText(reader);
        byte[] text = ofText(id);
        return ByteBuffer.allocate(1 + name.length + text.length)
                .put((byte) name.length)
                .put(name)
                .put(text)
                .array();
    }

    /** The id at the beginning of a key: that of a reader. */
    public static String name(byte[] key) {
        return new String(key, 1, Byte.toUnsignedInt(key[0]), StandardCharsets.UTF_8);
    }

    /** The least text key above that of {@code text}. */
    public static byte[] after(String text) {
        return ofText(text + '\0');
    }

    /** The key with a day before it. */
    public static byte[] inBucket(int day, byte[] key) {
        return ByteBuffer.allocate(Integer.BYTES + key.length)
                .putInt(day)
                .put(key)
                .array();
    }

    public static int toInt(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    public static long toLong(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
