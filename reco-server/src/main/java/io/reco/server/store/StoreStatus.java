package io.reco.server.store;

/**
 * What operators look at.
 *
 * @param clockDoubted whether the clock cannot be believed, so that nothing is removed for its age
 * @param clockApartMs how much farther the clock went than the monotonic one since the opening, milliseconds; below 0 when less
 *     far
 */
public record StoreStatus(boolean clockDoubted, long clockApartMs) {}
