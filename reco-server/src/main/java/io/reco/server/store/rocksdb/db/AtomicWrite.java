package io.reco.server.store.rocksdb.db;

import java.util.ArrayList;
import java.util.List;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import io.reco.server.store.rocksdb.db.Rocks.Table;

/** Changes that are written all or not at all. */
public final class AtomicWrite {

    private final Rocks rocks;
    private final WriteBatch batch;
    private final List<byte[]> readers = new ArrayList<>();

    AtomicWrite(Rocks rocks, WriteBatch batch) {
        this.rocks = rocks;
        this.batch = batch;
    }

    public void put(Table table, byte[] key, byte[] value) throws RocksDBException {
        note(table, key);
        batch.put(rocks.table(table), key, value);
    }

    public void extend(Table table, byte[] key, byte[] part) throws RocksDBException {
        note(table, key);
        batch.merge(rocks.table(table), key, part);
    }

    /** Extends a reader's record for who sees to it that nobody remembers it as it was: {@link #readers} does not name it. */
    public void extendReader(byte[] key, byte[] part) throws RocksDBException {
        batch.merge(rocks.table(Table.READERS), key, part);
    }

    void deleteRange(Table table, byte[] from, byte[] to) throws RocksDBException {
        batch.deleteRange(rocks.table(table), from, to);
    }

    public void delete(Table table, byte[] key) throws RocksDBException {
        note(table, key);
        batch.delete(rocks.table(table), key);
    }

    private void note(Table table, byte[] key) {
        if (table == Table.READERS) {
            readers.add(key);
        }
    }

    /** The keys of readers whose records are other ones after it. */
    List<byte[]> readers() {
        return readers;
    }
}
