package io.reco.server.store.rocksdb.counts;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.reco.server.store.AtOnce;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.count.Counts;
import io.reco.server.store.format.CountFormat;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** Counts by id. */
public final class RocksCounts implements CountStore {

    private final Database database;
    private final Supplier<Positions> newest;

    /** Counts are written with the facts: they have come as far as {@code newest} says that the log has. */
    public RocksCounts(Database database, Supplier<Positions> newest) {
        this.database = database;
        this.newest = newest;
    }

    @Override
    public CompletableFuture<List<Counts>> get(List<String> articles) {
        return AtOnce.of(() -> database
                .getAll(Table.COUNTS, articles.stream().map(Keys::ofText).toList())
                .stream()
                .map(CountFormat::counts)
                .toList());
    }

    @Override
    public Positions upTo() {
        return newest.get();
    }

    /** Shows all counts of a moment. */
    public static void scan(Moment moment, BiConsumer<String, Counts> articles) {
        moment.scan(Table.COUNTS, (key, value) -> {
            Counts counts = CountFormat.counts(value);
            if (!counts.equals(Counts.NONE)) {
                articles.accept(Keys.toText(key), counts);
            }
        });
    }
}
