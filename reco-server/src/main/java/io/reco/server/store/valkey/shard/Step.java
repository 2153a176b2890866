package io.reco.server.store.valkey.shard;

import java.util.List;

/**
 * One atomic step: a function of the {@link Library} on keys of one slot.
 *
 * @param keys at least one; all of one slot
 */
public record Step(String function, List<byte[]> keys, List<byte[]> arguments) {

    public Step {
        keys = List.copyOf(keys);
        arguments = List.copyOf(arguments);
    }
}
