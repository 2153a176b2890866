package io.reco.server.store.rocksdb.lives;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.reco.server.store.AtOnce;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePath;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderState;

/** Erasures and merges as one atomic write each, by the thread that appends facts. */
public final class RocksLives implements ReaderLives {

    private final LifeTables tables;
    private final Function<LifeChange, CompletableFuture<Positions>> writer;
    private final Duration logRetention;

    /**
     * Of these tables.
     *
     * @param writer writes a change in its turn, and says where the log is then
     * @param logRetention how long facts stay
     */
    public RocksLives(
            LifeTables tables, Function<LifeChange, CompletableFuture<Positions>> writer, Duration logRetention) {
        this.tables = tables;
        this.writer = writer;
        this.logRetention = logRetention;
    }

    @Override
    public CompletableFuture<Erased> erase(String reader, boolean look) {
        Erasure erasure = new Erasure(tables, reader, look);
        return writer.apply(erasure).thenApply(upTo -> erased(erasure, upTo));
    }

    private Erased erased(Erasure erasure, Positions upTo) {
        ReaderState before = erasure.before();
        long goneMs = erasure.erasedMs() + logRetention.toMillis() + PURGE_MAX.toMillis();
        return new Erased(
                upTo,
                erasure.erasedMs(),
                goneMs,
                before.actions().size(),
                before.pages().size());
    }

    @Override
    public CompletableFuture<Merged> merge(Merge merge, boolean look) {
        Merging merging = new Merging(tables, merge, look);
        return writer.apply(merging).thenApply(upTo -> merged(merging, upTo));
    }

    private static Merged merged(Merging merging, Positions upTo) {
        ReaderState moved = merging.moved();
        return new Merged(
                upTo, merging.result(), moved.actions().size(), moved.pages().size());
    }

    @Override
    public CompletableFuture<List<PagePlace>> path(PagePlace served) {
        return AtOnce.of(() -> PagePath.of(served, tables.links()::from));
    }

    @Override
    public CompletableFuture<Lineage> lineage(String reader) {
        return AtOnce.of(() ->
                new Lineage(tables.links().into(reader), tables.tombstones().erasedMs(reader)));
    }
}
