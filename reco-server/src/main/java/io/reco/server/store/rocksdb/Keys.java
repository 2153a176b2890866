package io.reco.server.store.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys and numbers as bytes, big-endian: positive ones sort by value. */
final class Keys {

    private Keys() {}

    static byte[] ofInt(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    static byte[] ofLong(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] ofText(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static long toLong(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
