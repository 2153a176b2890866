package io.reco.server.store.rocksdb.db;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import io.reco.server.store.rocksdb.db.Rocks.Table;

/** Changes that are written all or not at all. */
public final class AtomicWrite {

    private final Rocks rocks;
    private final WriteBatch batch;

    AtomicWrite(Rocks rocks, WriteBatch batch) {
        this.rocks = rocks;
        this.batch = batch;
    }

    public void put(Table table, byte[] key, byte[] value) throws RocksDBException {
        batch.put(rocks.table(table), key, value);
    }

    public void extend(Table table, byte[] key, byte[] part) throws RocksDBException {
        batch.merge(rocks.table(table), key, part);
    }

    void deleteRange(Table table, byte[] from, byte[] to) throws RocksDBException {
        batch.deleteRange(rocks.table(table), from, to);
    }

    public void delete(Table table, byte[] key) throws RocksDBException {
        batch.delete(rocks.table(table), key);
    }
}
