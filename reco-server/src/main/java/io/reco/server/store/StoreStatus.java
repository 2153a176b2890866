package io.reco.server.store;

import io.reco.server.domain.cluster.ClusterStatus;

/**
 * What operators look at.
 *
 * @param kind such as {@code rocksdb}
 * @param bytes what its tables take on disk; 0 when not known
 * @param freeBytes how much room is left where it lives; 0 when not known
 * @param clockDoubted whether the clock cannot be believed, so that nothing is removed for its age
 * @param clockApartMs how much farther the clock went than the monotonic one since the opening, milliseconds; below 0 when less
 *     far
 * @param cluster the one that keeps it, where several servers share it
 */
public record StoreStatus(
        String kind, long bytes, long freeBytes, boolean clockDoubted, long clockApartMs, ClusterStatus cluster) {}
