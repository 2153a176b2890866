package io.reco.server.store.snapshot;

import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.reco.server.store.log.Positions;

/** The snapshots that this process read and found good. Safe for use by many threads. */
final class GoodOnes {

    /** By name, the oldest first. */
    private final NavigableMap<String, Positions> places = new TreeMap<>();

    synchronized void add(Snapshot snapshot) {
        places.put(snapshot.name(), snapshot.at());
    }

    synchronized void remove(Snapshot snapshot) {
        places.remove(snapshot.name());
    }

    /** The name of the oldest of those that are kept; those before it may go. Empty when there are not as many. */
    synchronized Optional<String> oldestKept() {
        Iterator<String> newestFirst = places.descendingKeySet().iterator();
        String name = "";
        for (int i = 0; i < SnapshotStore.KEPT; i++) {
            if (!newestFirst.hasNext()) {
                return Optional.empty();
            }
            name = newestFirst.next();
        }
        return Optional.of(name);
    }

    /** As of {@link SnapshotStore#passed}. */
    synchronized Positions passed() {
        return oldestKept()
                .map(oldest -> places.tailMap(oldest, true).values().stream()
                        .reduce(Positions::least)
                        .orElse(Positions.START))
                .orElse(Positions.START);
    }
}
