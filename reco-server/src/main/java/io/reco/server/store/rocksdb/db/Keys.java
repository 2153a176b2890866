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

    /** Of an event within its reader: the reader's length and text, then the id. Readers of any name fit. */
    public static byte[] ofEvent(int reader, String id) {
        byte[] name = ofText(Integer.toString(reader));
        byte[] text = ofText(id);
        return ByteBuffer.allocate(1 + name.length + text.length)
                .put((byte) name.length)
                .put(name)
                .put(text)
                .array();
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
