package io.reco.server.store.rocksdb.db;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.rocksdb.Snapshot;

import io.reco.server.store.rocksdb.db.Rocks.Table;

/** The database as it is at one moment, whatever is written after. To be closed soon. */
public final class Moment implements AutoCloseable {

    /** So many values are shown before closing the database gets its turn. */
    private static final int STRETCH = 4_096;

    private final Database database;
    private final Rocks rocks;
    private final Snapshot snapshot;

    Moment(Database database, Rocks rocks, Snapshot snapshot) {
        this.database = database;
        this.rocks = rocks;
        this.snapshot = snapshot;
    }

    /** The value; empty when there is none. */
    public Optional<byte[]> get(Table table, byte[] key) {
        return database.scan(table, this, iterator -> {
            iterator.seek(key);
            boolean found = iterator.isValid() && Arrays.equals(iterator.key(), key);
            return found ? Optional.of(iterator.value()) : Optional.empty();
        });
    }

    /** Shows all keys and values of a table, in order of the keys. */
    public void scan(Table table, BiConsumer<byte[], byte[]> visitor) {
        Optional<byte[]> from = Optional.of(new byte[0]);
        while (from.isPresent()) {
            from = scan(table, from.get(), visitor);
        }
    }

    /** One stretch; the key to go on from, none at the end. */
    private Optional<byte[]> scan(Table table, byte[] from, BiConsumer<byte[], byte[]> visitor) {
        return database.scan(table, this, iterator -> {
            iterator.seek(from);
            for (int shown = 0; shown < STRETCH && iterator.isValid(); shown++) {
                visitor.accept(iterator.key(), iterator.value());
                iterator.next();
            }
            return iterator.isValid() ? Optional.of(iterator.key()) : Optional.empty();
        });
    }

    Rocks rocks() {
        return rocks;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public void close() {
        database.release(this);
    }
}
