package io.reco.server.store.rocksdb.lives;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.rocksdb.db.AtomicWrite;

/** A change of readers as a whole. The thread that appends facts writes it, and writes nothing else with it. */
public interface LifeChange {

    /**
     * Where it stands.
     *
     * @param position of its fact
     * @param acceptedMs the newest moment that a fact before it was accepted at, milliseconds since 1970 UTC
     */
    record Turn(long position, long acceptedMs) {}

    /** Does a write while no page is kept of the readers concerned. */
    <T> T alone(Supplier<T> write);

    /** Puts all that changes into the write. The fact to be logged with it; null when nothing changes. */
    @Nullable
    Fact into(AtomicWrite write, Turn turn) throws RocksDBException;
}
