package io.reco.server.store.rocksdb.lives;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.life.Joining;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Result;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.rocksdb.db.AtomicWrite;

/** Merges one reader into another. */
final class Merging implements LifeChange {

    private final LifeTables tables;
    private final Merge merge;
    private final boolean look;

    /** What came of it, and what moved; of meaning once it is written. */
    private Result result = Result.DONE;

    private ReaderState moved = ReaderState.EMPTY;

    Merging(LifeTables tables, Merge merge, boolean look) {
        this.tables = tables;
        this.merge = merge;
        this.look = look;
    }

    @Override
    public <T> T alone(Supplier<T> write) {
        return tables.readers().alone(List.of(merge.from(), merge.into()), write);
    }

    @Override
    public @Nullable Fact into(AtomicWrite write, Turn turn) throws RocksDBException {
        long nowMs = Math.max(tables.clock().millis(), turn.acceptedMs());
        long request = tables.ids().ofReader(merge.requestId());
        long what = tables.ids().ofReader(merge.from() + ' ' + merge.into());
        OptionalLong known = tables.seenIds().request(request, tables.seenIds().forgottenMs(nowMs));
        if (known.isPresent()) {
            result = known.getAsLong() == what ? Result.REPEATED : Result.CONFLICT;
        } else {
            moved = tables.readers().limited(tables.readers().all(merge.from()));
        }
        if (look || result == Result.CONFLICT) {
            return null;
        }
        tables.seenIds().keepRequest(write, request, what, nowMs);
        if (result == Result.REPEATED) {
            return null;
        }
        // A position may be 0, and an order is above.
        move(write, nowMs, turn.position() + 1);
        return new Fact.ReadersMerged(merge.from(), merge.into());
    }

    private void move(AtomicWrite write, long nowMs, long order) throws RocksDBException {
        ReaderState from = tables.readers().all(merge.from());
        Joining joining = Joining.of(from, tables.readers().all(merge.into()));
        long sinceMs = Math.max(
                tables.links().movedBeforeMs(merge.from()), tables.tombstones().erasedMs(merge.from()));
        Lineage.Merge remembered = new Lineage.Merge(
                merge.from(),
                sinceMs,
                Joining.beforeMs(from, nowMs),
                order,
                tables.links().movedOrder(merge.from()),
                joining.restamped());
        tables.readers().put(write, merge.into(), joining.state());
        tables.readers().put(write, merge.from(), Joining.left(from));
        tables.seenIds().copy(write, merge.from(), merge.into());
        tables.links().add(write, merge.into(), remembered);
    }

    Result result() {
        return result;
    }

    ReaderState moved() {
        return moved;
    }
}
