package io.reco.server.store.rocksdb;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static final long T0 = 1_760_000_000_000L;
    private static final int THREADS = 4;

    private AppendUntilKilled() {}

    public static void main(String[] args) {
        Store store = RocksStore.open(Path.of(args[0]), Clock.fixed(Instant.ofEpochMilli(T0), ZoneOffset.UTC));
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            new Thread(() -> append(store, thread)).start();
        }
    }

    /** Id of the event at {@code index} of a call. */
    static String id(String call, int index) {
        return call + "-" + index;
    }

    /** The reader of that event. */
    static int reader(int index) {
        return 1 + index % READERS;
    }

    @SuppressWarnings({"SystemOut", "InfiniteLoopStatement"}) // it ends when it is killed
    private static void append(Store store, int thread) {
        for (int call = 0; ; call++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                String id = id(thread + "-" + call, i);
                events.add(new Event(id, Integer.toString(reader(i)), Integer.toString(1 + i), EventType.VIEW, T0, 0));
            }
            store.facts().append(events).join();
            System.out.println(thread + "-" + call + END);
        }
    }
}
