package io.reco.server.store.valkey.layout;

import java.nio.charset.StandardCharsets;

/** The slots of a cluster. */
final class Slots {

    static final int COUNT = 16_384;

    /** CRC-16/XMODEM, as the specification of Redis Cluster names it. */
    private static final int POLYNOMIAL = 0x1021;

    private static final int TOP_BIT = 0x8000;
    private static final int MASK = 0xFFFF;

    private Slots() {}

    /** The slot of all keys with this tag in braces. */
    static int of(String tag) {
        int crc = 0;
        for (byte one : tag.getBytes(StandardCharsets.US_ASCII)) {
            crc ^= Byte.toUnsignedInt(one) << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & TOP_BIT) == 0 ? crc << 1 : ((crc << 1) ^ POLYNOMIAL) & MASK;
            }
        }
        return crc % COUNT;
    }
}
