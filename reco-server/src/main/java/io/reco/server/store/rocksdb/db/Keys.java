package io.reco.server.store.rocksdb.db;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    /** One key after the other. */
    public static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    public static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The least key above all that start with this, which does not end with the highest byte. */
    public static byte[] afterAll(byte[] prefix) {
        byte[] after = prefix.clone();
        after[after.length - 1]++;
        return after;
    }

    /** The text that a key ends with, from a place on. */
    public static String textFrom(byte[] key, int place) {
        return new String(key, place, key.length - place, StandardCharsets.UTF_8);
    }

    public static int toInt(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    public static long toLong(byte[] bytes) {
        return toLong(bytes, 0);
    }

    /** The number at a place. */
    public static long toLong(byte[] bytes, int place) {
        return ByteBuffer.wrap(bytes).getLong(place);
    }
}
