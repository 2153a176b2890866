package io.reco.server.store.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import io.reco.server.store.rocksdb.Rocks.Table;

/** Changes that are written all or not at all. */
final class Batch {

    private final Rocks rocks;
    private final WriteBatch batch;

    Batch(Rocks rocks, WriteBatch batch) {
        this.rocks = rocks;
        this.batch = batch;
    }

    void put(Table table, byte[] key, byte[] value) throws RocksDBException {
        batch.put(rocks.table(table), key, value);
    }

    void append(Table table, byte[] key, byte[] part) throws RocksDBException {
        batch.merge(rocks.table(table), key, part);
    }

    void deleteRange(Table table, byte[] from, byte[] to) throws RocksDBException {
        batch.deleteRange(rocks.table(table), from, to);
    }

    void delete(Table table, byte[] key) throws RocksDBException {
        batch.delete(rocks.table(table), key);
    }
}
