package io.reco.server.store.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

import io.reco.server.store.rocksdb.articles.RocksArticles;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.Tombstones;
import io.reco.server.store.rocksdb.log.StoredLog;
import io.reco.server.store.rocksdb.readers.RocksReaders;
import io.reco.server.store.snapshot.SnapshotStore;

/** What to do when a clock was ahead while a store was open: all times that are stored are cut to now. */
public final class ClockRepair {

    private ClockRepair() {}

    /**
     * What was cut.
     *
     * @param runs of facts in the log
     * @param articles whose beginning or deletion was ahead
     * @param readers with actions or pages ahead; such pages are removed
     * @param eventIds kept ahead
     * @param erasures of readers ahead
     */
    public record Cut(int runs, int articles, int readers, int eventIds, int erasures) {

        /** Whether there was anything. */
        public boolean any() {
            return runs + articles + readers + eventIds + erasures > 0;
        }
    }

    /**
     * Cuts what is stored in a directory to now. Snapshots are removed when anything was: models are rebuilt at the next start.
     *
     * @param snapshots where they are; empty for the store's own place
     * @throws io.reco.server.store.StoreException when the directory cannot be used
     */
    public static Cut run(Path directory, Optional<Path> snapshots, Clock clock) throws IOException {
        long nowMs = clock.millis();
        try (Database database = Database.open(directory)) {
            int articles = RocksArticles.cutTimes(database, nowMs);
            int readers = RocksReaders.cutTimes(database, nowMs);
            int eventIds = SeenIds.cutTimes(database, nowMs);
            int erasures = Tombstones.cutTimes(database, nowMs);
            // Last: until it is done no server starts.
            int runs = new StoredLog(database).cutTimes(nowMs);
            Cut cut = new Cut(runs, articles, readers, eventIds, erasures);
            if (cut.any()) {
                Path place = snapshots.orElse(directory.resolve(RocksStore.SNAPSHOTS));
                SnapshotStore.inDirectory(place, clock).clear();
            }
            return cut;
        }
    }
}
