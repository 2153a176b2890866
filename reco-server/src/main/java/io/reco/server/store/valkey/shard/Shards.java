package io.reco.server.store.valkey.shard;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.server.domain.cluster.ClusterStatus;

/** The primaries of a cluster, for steps on their keys. Safe for use by many threads. */
public interface Shards extends AutoCloseable {

    /**
     * Runs a step that changes nothing, on the primary of its keys; what earlier acknowledged steps wrote is seen.
     *
     * @return what the function returned: {@code Long}, {@code byte[]}, null, or lists of these
     */
    CompletableFuture<List<Object>> look(Step step);

    /**
     * Runs a step on the primary of its keys, and completes when every copy of them that could be elected has what it wrote, and
     * what was written to that primary before. The future fails with a {@link io.reco.server.domain.refusal.Refusal} when
     * that could not be had in time: the step was then done or not, and may be lost even so; it is repeated or given up.
     *
     * @return as {@link #look}
     */
    CompletableFuture<List<Object>> write(Step step);

    /** What operators look at. */
    default ClusterStatus status() {
        return ClusterStatus.NONE;
    }

    /**
     * Tells of primaries that have no room, now and at each change, until they take steps again; on whatever thread noticed it,
     * so briefly. They refuse steps that write with {@code STORAGE_FULL}; others go on.
     *
     * @param listener takes where they listen
     */
    default void whenFull(Consumer<List<String>> listener) {}

    /** Fails what is under way. Idempotent. */
    @Override
    void close();
}
