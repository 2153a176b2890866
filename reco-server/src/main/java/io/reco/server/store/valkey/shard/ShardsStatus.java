package io.reco.server.store.valkey.shard;

import java.util.Map;

/**
 * What operators look at.
 *
 * @param copies on how many processes the newest group of steps is that was acknowledged, by the slots of its shard; shards that
 *     nothing was written to are not there
 * @param acknowledged groups of steps since the opening
 * @param nanos that these took until all copies had them, all together
 * @param refused steps since the opening that could not be done or acknowledged in time, or found no room
 * @param nodes processes of the cluster
 * @param failed of them, those that the cluster gave up
 */
public record ShardsStatus(
        Map<String, Integer> copies, long acknowledged, long nanos, long refused, int nodes, int failed) {

    /** Of what has no processes. */
    public static final ShardsStatus NONE = new ShardsStatus(Map.of(), 0, 0, 0, 0, 0);

    public ShardsStatus {
        copies = Map.copyOf(copies);
    }
}
