package io.reco.server.store.rocksdb.db;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** Of an article's count: the id's length, its bytes, and the type's code. */
    public static byte[] ofCount(String article, int type) {
        byte[] name = ofText(article);
        return ByteBuffer.allocate(2 + name.length)
                .put((byte) name.length)
                .put(name)
                .put((byte) type)
                .array();
    }

    /** The id at the beginning of a key: that of a reader or an article. */
    public static String name(byte[] key) {
        return new String(key, 1, Byte.toUnsignedInt(key[0]), StandardCharsets.UTF_8);
    }

    /** A count as a value that can be added to: other than all else with its lowest byte first. */
    static byte[] ofCount(long count) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(count)
                .array();
    }

    public static long toCount(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
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
