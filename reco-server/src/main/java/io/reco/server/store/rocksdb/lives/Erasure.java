package io.reco.server.store.rocksdb.lives;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.rocksdb.db.AtomicWrite;

/** Erases a reader. */
final class Erasure implements LifeChange {

    private final LifeTables tables;
    private final String reader;
    private final boolean look;

    /** What was there, and when it went; of meaning once it is written. */
    private ReaderState before = ReaderState.EMPTY;

    private long erasedMs;

    Erasure(LifeTables tables, String reader, boolean look) {
        this.tables = tables;
        this.reader = reader;
        this.look = look;
    }

    @Override
    public <T> T alone(Supplier<T> write) {
        return tables.readers().alone(List.of(reader), write);
    }

    @Override
    public @Nullable Fact into(AtomicWrite write, Turn turn) throws RocksDBException {
        before = tables.readers().limited(tables.readers().all(reader));
        // Above all that was accepted, so that none of that comes back when it is sent again.
        erasedMs = Math.max(tables.clock().millis(), turn.acceptedMs() + 1);
        if (look) {
            return null;
        }
        tables.readers().remove(write, reader);
        tables.seenIds().remove(write, reader);
        tables.links().remove(write, reader);
        tables.tombstones().put(write, reader, erasedMs);
        Remains.put(write, reader, turn.position());
        return new Fact.ReaderErased(tables.ids().ofReader(reader));
    }

    ReaderState before() {
        return before;
    }

    long erasedMs() {
        return erasedMs;
    }
}
