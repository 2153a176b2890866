package io.reco.server.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a store keeps, where it is not fixed.
 *
 * @param snapshots where snapshots are kept; empty for the store's own place
 * @param logRetention how long a fact stays in the log, at least
 * @param logTail how long it stays in the memory of a shared store, where older ones are kept in files beside the snapshots
 * @param readerRetention how long a reader's record stays after the last event or page of the reader
 * @param keeper whether this process is there to keep the store, of which several use it, before those that also answer callers
 */
public record StoreSettings(
        Optional<Path> snapshots, Duration logRetention, Duration logTail, Duration readerRetention, boolean keeper) {

    public static final StoreSettings DEFAULTS =
            new StoreSettings(Optional.empty(), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(400), false);
}
