package io.reco.server.store.valkey.articles;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.format.ArticleFormat;

/**
 * An article or a tombstone as the cluster holds one, see {@code functions.lua}.
 *
 * @param bytes none for an id that no article ever had
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares values
record ArticleValue(byte[] bytes) {

    private static final int VERSION_BYTES = 4;
    private static final int HEAD_BYTES = VERSION_BYTES + 1 + Long.BYTES;
    private static final byte LISTED = 'A';
    private static final byte DELETED = 'T';

    /** Another one after each write; nothing where nothing is. */
    byte[] version() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, VERSION_BYTES));
    }

    boolean empty() {
        return bytes.length == 0;
    }

    boolean listed() {
        return !empty() && bytes[VERSION_BYTES] == LISTED;
    }

    /** What is kept under the id, or null. */
    @Nullable
    ArticleRecord record(String id) {
        if (empty()) {
            return null;
        }
        byte[] body = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        return listed() ? ArticleFormat.record(body) : ArticleFormat.tombstone(id, body);
    }

    /** What is written of a record, which gets its version there. */
    static byte[] written(ArticleRecord record) {
        byte[] body = record.listed() ? ArticleFormat.stored(record).toByteArray() : ArticleFormat.tombstone(record);
        return ByteBuffer.allocate(HEAD_BYTES - VERSION_BYTES + body.length)
                .put(record.listed() ? LISTED : DELETED)
                .putLong(sinceMs(record))
                .put(body)
                .array();
    }

    /** Since when the id names this article; 0 for its first one, whose counts are from before it came, too. */
    static long sinceMs(ArticleRecord record) {
        return record.successor() ? record.createMs() : 0;
    }
}
