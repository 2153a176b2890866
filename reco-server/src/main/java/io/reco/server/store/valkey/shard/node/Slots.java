package io.reco.server.store.valkey.shard.node;

import io.lettuce.core.cluster.SlotHash;

/** Where in a cluster keys are. */
public final class Slots {

    public static final int COUNT = SlotHash.SLOT_COUNT;

    private Slots() {}

    /** From 0; of the tag in braces, where the key has one, and of the whole key else. */
    public static int of(byte[] key) {
        return SlotHash.getSlot(key);
    }
}
