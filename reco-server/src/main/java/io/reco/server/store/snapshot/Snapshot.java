package io.reco.server.store.snapshot;

import io.reco.server.store.log.Positions;

/**
 * A snapshot that is kept.
 *
 * @param name of this snapshot alone; names sort by age
 * @param at the place in the log that it was taken at: it holds the effect of all facts up to there, and of none after
 * @param bytes of its content
 */
public record Snapshot(String name, Positions at, long bytes) {}
