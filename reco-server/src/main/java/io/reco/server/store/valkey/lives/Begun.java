package io.reco.server.store.valkey.lives;

import com.google.protobuf.InvalidProtocolBufferException;

import io.reco.server.store.stored.StoredLife;

/**
 * A merge or an erasure that is not done yet.
 *
 * @param reader to whom it is done, or from whom
 * @param bytes as it is stored
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Begun(String reader, byte[] bytes, StoredLife life) {

    static Begun of(String reader, byte[] bytes) {
        try {
            return new Begun(reader, bytes, StoredLife.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored merge is damaged", e);
        }
    }

    static Begun of(String reader, StoredLife life) {
        return new Begun(reader, life.toByteArray(), life);
    }

    boolean isErasure() {
        return life.hasErased();
    }
}
