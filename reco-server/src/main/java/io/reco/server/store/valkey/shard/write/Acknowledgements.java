package io.reco.server.store.valkey.shard.write;

import io.reco.server.store.valkey.shard.node.Address;

/** Takes what was acknowledged, on the thread that did it, so briefly. */
@FunctionalInterface
public interface Acknowledgements {

    /**
     * A group of steps is on so many processes.
     *
     * @param nanos since it was sent
     */
    void acknowledged(Address primary, int copies, long nanos);
}
