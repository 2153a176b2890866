package io.reco.server.ops.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.reco.server.domain.cluster.ClusterStatus;
import io.reco.server.ops.Metrics;

/** How the cluster is that servers share, as one of them sees it; those of its parts are there only where there is a cluster. */
final class ClusterMetrics {

    private final Supplier<ClusterStatus> cluster;

    ClusterMetrics(Supplier<ClusterStatus> cluster) {
        this.cluster = cluster;
    }

    void add(Metrics metrics) {
        writes(metrics);
        metrics.labelledGauges(
                "reco_store_shard_copies",
                "On how many processes of the cluster what is written is, by slots; 0 while there is no primary.",
                List.of("slots"),
                () -> cluster.get().shards().stream()
                        .map(shard -> new Metrics.Value(List.of(shard.slots()), shard.copies()))
                        .toList());
        metrics.gauge(
                "reco_store_processes_failed",
                "Processes that the cluster gave up.",
                () -> cluster.get().failed());
        metrics.gauge(
                "reco_store_keeper",
                "1 while this process does for the store what one does for all.",
                () -> cluster.get().keeper() ? 1 : 0);
        metrics.counter(
                "reco_page_decisions_again_total",
                "Pages that were decided on once more, as another server had kept one for that reader meanwhile.",
                () -> cluster.get().pagesAgain());
    }

    private void writes(Metrics metrics) {
        metrics.labelled(
                "reco_store_acks_total",
                "Groups of writes that were acknowledged, by on how many processes of the cluster they were then.",
                List.of("copies"),
                () -> values(cluster.get().writes().acknowledged()));
        metrics.sum(
                "reco_store_ack_seconds_total",
                "Time that these took until then.",
                () -> cluster.get().writes().seconds());
        metrics.labelled(
                "reco_store_refused_total",
                "Writes and looks that the cluster did not do or not acknowledge, by why: full, unacknowledged, unreachable.",
                List.of("reason"),
                () -> values(cluster.get().writes().refused()));
    }

    private static List<Metrics.Value> values(Map<?, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> new Metrics.Value(List.of(count.getKey().toString()), count.getValue()))
                .toList();
    }
}
