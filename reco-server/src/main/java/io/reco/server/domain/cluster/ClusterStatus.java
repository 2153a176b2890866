package io.reco.server.domain.cluster;

import java.util.List;
import java.util.Map;

/**
 * How a cluster is, as far as this server knows.
 *
 * @param shards none where there is no cluster
 * @param writes what became of this server's
 * @param nodes processes of the cluster
 * @param failed of them, those that the cluster gave up
 * @param keeper whether this process does for the store what one does for all
 * @param pagesAgain pages that were decided on once more, as another server was first, since the opening
 */
public record ClusterStatus(List<Shard> shards, Writes writes, int nodes, int failed, boolean keeper, long pagesAgain) {

    /** Of a store of one process, who keeps it. */
    public static final ClusterStatus NONE =
            new ClusterStatus(List.of(), new Writes(Map.of(), 0, Map.of()), 0, 0, true, 0);

    public ClusterStatus {
        shards = List.copyOf(shards);
    }

    /**
     * A part of what is kept.
     *
     * @param slots such as {@code 0-5460}
     * @param primary where the process listens that takes its writes
     * @param copies on how many processes what is written is: by the newest write that was acknowledged, without those that the
     *     cluster gave up since; 0 while it gave up the primary
     */
    public record Shard(String slots, String primary, int copies) {}

    /**
     * Writes since the opening.
     *
     * @param acknowledged groups of them, by on how many processes they were then
     * @param seconds that these took until then, all together
     * @param refused single ones, and looks, by a word for why they were not done or not acknowledged
     */
    public record Writes(Map<Integer, Long> acknowledged, double seconds, Map<String, Long> refused) {

        public Writes {
            acknowledged = Map.copyOf(acknowledged);
            refused = Map.copyOf(refused);
        }
    }

    /** The same, with what a server itself did. */
    public ClusterStatus with(boolean isKeeper, long decidedAgain) {
        return new ClusterStatus(shards, writes, nodes, failed, isKeeper, decidedAgain);
    }
}
