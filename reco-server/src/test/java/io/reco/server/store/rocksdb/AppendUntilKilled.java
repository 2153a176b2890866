package io.reco.server.store.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.Store;

/** A process that appends events from four threads for ever, and prints the name of each call once it is acknowledged. */
final class AppendUntilKilled {

    static final int BATCH = 25;
    static final int READERS = 10;
    /** Ends a line that was printed in full. */
    static final String END = ".";

    private static final int THREADS = 4;

    private AppendUntilKilled() {}

    public static void main(String[] args) {
        Store store = RocksStore.open(Path.of(args[0]), Clock.systemUTC());
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            new Thread(() -> append(store, thread)).start();
        }
    }

    /** Id of the event at {@code index} of a call. */
    static String id(String call, int index) {
        return call + "-" + index;
    }

    @SuppressWarnings({"SystemOut", "InfiniteLoopStatement"}) // it ends when it is killed
    private static void append(Store store, int thread) {
        for (int call = 0; ; call++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                events.add(new Event(
                        id(thread + "-" + call, i), 1 + i % READERS, 1 + i, EventType.VIEW, 1_760_000_000_000L, 0));
            }
            store.facts().append(events).join();
            System.out.println(thread + "-" + call + END);
        }
    }
}
