package io.reco.server.store.valkey.tail;

import java.util.Optional;

import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.segment.Segments;
import io.reco.server.store.valkey.shard.Shards;

/**
 * Ways along the log of a store.
 *
 * @param segments where facts are that the cluster has no more; empty for nowhere
 */
public record Tails(Shards shards, Layout layout, LogEnds ends, Optional<Segments> segments) {

    /** The oldest place that one can begin at here; of each file that is missing it logs a warning. */
    public Positions reachable() {
        return new Past(ends, segments).reachable(layout.partitions());
    }

    /** One that begins after a place. */
    public ValkeyTail after(Positions place) {
        return new ValkeyTail(shards, layout, ends, new Past(ends, segments), place);
    }
}
