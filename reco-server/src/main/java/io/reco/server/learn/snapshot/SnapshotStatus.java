package io.reco.server.learn.snapshot;

import io.reco.server.store.log.Positions;

/**
 * What is known of a snapshot.
 *
 * @param at the place in the log that it stands for
 * @param madeMs when it was made, milliseconds since 1970 UTC; 0 when there is none
 * @param bytes of its content
 * @param tookMs how long writing it took, until it was read back; 0 when this process did not write it
 * @param pausedMs for how long of that facts waited
 */
public record SnapshotStatus(Positions at, long madeMs, long bytes, long tookMs, long pausedMs) {

    /** There is none. */
    public static final SnapshotStatus NONE = new SnapshotStatus(Positions.START, 0, 0, 0, 0);
}
