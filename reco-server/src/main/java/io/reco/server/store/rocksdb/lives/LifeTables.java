package io.reco.server.store.rocksdb.lives;

import java.time.Clock;

import io.reco.server.domain.IdKeys;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/** All that has something of a reader. */
public record LifeTables(
        RocksReaders readers, SeenIds seenIds, Tombstones tombstones, MergeLinks links, IdKeys ids, Clock clock) {

    /** Of this database. */
    public static LifeTables of(Database database, RocksReaders readers, SeenIds seenIds, IdKeys ids, Clock clock) {
        return new LifeTables(readers, seenIds, new Tombstones(database, ids), new MergeLinks(database), ids, clock);
    }
}
