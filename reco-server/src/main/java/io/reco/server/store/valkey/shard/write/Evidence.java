package io.reco.server.store.valkey.shard.write;

import java.util.List;
import java.util.Set;

import io.reco.server.store.valkey.shard.node.Address;
import io.reco.server.store.valkey.shard.topology.ClusterView;

/**
 * Whether what was written to a primary can still be lost with it, by what the primary itself says: every replica that could be
 * elected has it, and at least one is there. A replica could be unless the majority of the primaries agreed that it failed; that
 * one of them suspects it is not enough, for it may be cut off from that one alone and be elected all the same.
 *
 * @param own what the primary says of the cluster, asked after the write
 * @param written what it said of its replication right after the write
 * @param now what it says of it after its view of the cluster
 * @param met ids of processes that were connected to it as replicas, now or before
 */
record Evidence(ClusterView own, Replication written, Replication now, Set<String> met) {

    /** Of one history of writes from before the write until now: it was never deposed in between, which would have undone it. */
    boolean sameHistory(String before) {
        return own.askedIsPrimary() && now.primary() && before.equals(written.id()) && before.equals(now.id());
    }

    boolean everyCopyHasIt() {
        List<Address> electable = own.electable(met);
        return !electable.isEmpty() && electable.stream().allMatch(replica -> now.has(replica, written.offset()));
    }

    /** So many replicas have to confirm. */
    int needed() {
        return Math.max(1, own.electable(met).size());
    }

    /** Replicas and the primary. */
    int copies() {
        return 1
                + (int) now.copied().values().stream()
                        .filter(offset -> offset >= written.offset())
                        .count();
    }

    /**
     * Whether the replicas that are connected are those that the cluster lists, and all of them are well. For a moment
     * their number says as much as their names, then.
     */
    boolean allThere() {
        return Set.copyOf(own.listed()).equals(now.copied().keySet())
                && own.electable(met).size() == own.listed().size();
    }
}
