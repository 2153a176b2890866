package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;

/**
 * A process that fills the small disk given, with nothing reserved on it, until RocksDB itself runs out of room; then makes
 * room, and goes on. Ends well when nothing acknowledged was lost and nothing refused was kept.
 */
final class FillTheDisk {

    private static final long T0 = 1_760_000_000_000L;
    private static final int BATCH = 200;

    private FillTheDisk() {}

    public static void main(String[] args) throws IOException {
        Path disk = Path.of(args[0]);
        Path data = Files.createDirectory(disk.resolve("data"));
        Path ballast = Files.write(disk.resolve("ballast"), new byte[8 << 20]);
        AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
        int acknowledged = 0;
        try (Store store = RocksStore.open(
                Database.open(data, usable::get, 1), Clock.fixed(Instant.ofEpochMilli(T0), ZoneOffset.UTC))) {
            while (append(store, acknowledged)) {
                acknowledged += BATCH;
            }
            usable.set(0);
            require(facts(store) == acknowledged, "reads go on, without what was refused");
            Files.delete(ballast);
            usable.set(Long.MAX_VALUE);
            int next = acknowledged;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> append(store, next));
            acknowledged += BATCH;
            require(facts(store) == acknowledged, "writes go on where they stopped");
        }
        try (Store store = RocksStore.open(data, Clock.fixed(Instant.ofEpochMilli(T0), ZoneOffset.UTC))) {
            require(facts(store) == acknowledged, "what was acknowledged survives closing");
        }
    }

    /** Whether a batch was acknowledged; false when it was refused because the disk is full. */
    private static boolean append(Store store, int from) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < from + BATCH; i++) {
            events.add(new Event(
                    "event-" + i, Integer.toString(1 + i % 100), Integer.toString(1 + i % 999), EventType.VIEW, T0, 0));
        }
        try {
            store.facts().append(events).join();
            return true;
        } catch (CompletionException e) {
            boolean full = e.getCause() instanceof Refusal refusal && refusal.reason() == Refusal.Reason.STORAGE_FULL;
            require(full, "refused because the disk is full, not by " + e);
            return false;
        }
    }

    private static long facts(Store store) {
        long[] count = {0};
        var unused = store.facts().tail(Positions.START).read(Integer.MAX_VALUE, fact -> count[0]++);
        require(store.facts().newest().sum() == count[0], "the log ends where it says");
        return count[0];
    }

    private static void require(boolean kept, String promise) {
        if (!kept) {
            throw new IllegalStateException("broken: " + promise);
        }
    }
}
