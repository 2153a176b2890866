package io.reco.server.store.valkey.readers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.stored.ReaderRecord;

/** What a reader's record remembers of event ids: when each was sent last, by its hash. */
public final class EventIds {

    /** When an id was sent that is not remembered. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final int HASH_BYTES = 7;
    private static final int MOMENT_BYTES = 5;

    /** Moments are kept modulo this, so that one of the last 34 years is known. */
    private static final long MOMENTS = 1L << (MOMENT_BYTES * Byte.SIZE);

    /** So far a moment may be after that of who reads it. */
    private static final long AHEAD_MS = Duration.ofDays(1_000).toMillis();

    private EventIds() {}

    /** The hash of an id, which is the same for all readers. */
    public static long hash(IdKeys ids, String id) {
        return ids.ofReader(id) & (-1L >>> Byte.SIZE);
    }

    /** A hash as a record has it. */
    public static byte[] bytes(long hash) {
        return Arrays.copyOfRange(ByteBuffer.allocate(Long.BYTES).putLong(hash).array(), 1, Long.BYTES);
    }

    /** All that a record remembers as of a moment, both in milliseconds since 1970 UTC. */
    public static Long2LongMap of(byte[] record, long nowMs) {
        Long2LongOpenHashMap sentMs = new Long2LongOpenHashMap();
        sentMs.defaultReturnValue(NEVER);
        long latestMs = nowMs + AHEAD_MS;
        try {
            CodedInputStream in = CodedInputStream.newInstance(record);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ReaderRecord.EVENT_IDS_FIELD_NUMBER) {
                    ByteBuffer id = in.readByteBuffer();
                    long hash = number(id, HASH_BYTES);
                    sentMs.put(hash, latestMs - Math.floorMod(latestMs - number(id, MOMENT_BYTES), MOMENTS));
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stored reader is damaged", e);
        }
        return sentMs;
    }

    private static long number(ByteBuffer bytes, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << Byte.SIZE) | Byte.toUnsignedLong(bytes.get());
        }
        return number;
    }

    /** As a record, those sent after a moment. */
    public static byte[] record(Long2LongMap sentMs, long forgottenMs) {
        ReaderRecord.Builder record = ReaderRecord.newBuilder();
        for (Long2LongMap.Entry id : sentMs.long2LongEntrySet()) {
            if (id.getLongValue() > forgottenMs) {
                byte[] moment = ByteBuffer.allocate(Long.BYTES)
                        .putLong(Math.floorMod(id.getLongValue(), MOMENTS))
                        .array();
                record.addEventIds(ByteString.copyFrom(bytes(id.getLongKey()))
                        .concat(ByteString.copyFrom(moment, Long.BYTES - MOMENT_BYTES, MOMENT_BYTES)));
            }
        }
        return record.build().toByteArray();
    }
}
