package io.reco.server.store.rocksdb.articles;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.store.AtOnce;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.format.ArticleFormat;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** The catalogue by id. */
public final class RocksArticles implements ArticleStore {

    private final Database database;

    public RocksArticles(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<List<ArticleRecord>> get(List<String> ids) {
        return AtOnce.of(() -> {
            List<ArticleRecord> found = new ArrayList<>(ids.size());
            for (byte @Nullable [] stored : stored(Table.ARTICLES, ids)) {
                if (stored != null) {
                    found.add(ArticleFormat.record(stored));
                }
            }
            return found;
        });
    }

    @Override
    public CompletableFuture<List<String>> deleted(List<String> ids) {
        return AtOnce.of(() -> {
            List<String> deleted = new ArrayList<>();
            List<byte @Nullable []> tombstones = stored(Table.TOMBSTONES, ids);
            for (int i = 0; i < ids.size(); i++) {
                if (tombstones.get(i) != null) {
                    deleted.add(ids.get(i));
                }
            }
            return deleted;
        });
    }

    private List<byte @Nullable []> stored(Table table, List<String> ids) {
        return database.getAll(table, ids.stream().map(Keys::ofText).toList());
    }

    @Override
    public CompletableFuture<List<ArticleRecord>> list(String afterId, int limit) {
        return AtOnce.of(() -> database.scan(Table.ARTICLES, iterator -> {
            List<ArticleRecord> found = new ArrayList<>();
            for (iterator.seek(Keys.after(afterId)); found.size() < limit && iterator.isValid(); iterator.next()) {
                found.add(ArticleFormat.record(iterator.value()));
            }
            return found;
        }));
    }

    /** Shows what was kept under every id at a moment. */
    public static void scan(Moment moment, Consumer<ArticleRecord> articles) {
        moment.scan(Table.ARTICLES, (key, value) -> articles.accept(ArticleFormat.record(value)));
        moment.scan(
                Table.TOMBSTONES, (key, value) -> articles.accept(ArticleFormat.tombstone(Keys.toText(key), value)));
    }

    /**
     * Lets no article have begun, changed or been deleted after this time. Of a store that is not open.
     *
     * @return how many were
     */
    public static int cutTimes(Database database, long nowMs) {
        List<ArticleRecord> ahead = new ArrayList<>();
        try (Moment moment = database.moment()) {
            scan(moment, record -> {
                boolean deletedAhead = !record.listed() && record.deletedMs() > nowMs;
                if (record.createMs() > nowMs || record.updateMs() > nowMs || deletedAhead) {
                    ahead.add(record);
                }
            });
        }
        for (ArticleRecord record : ahead) {
            byte[] key = Keys.ofText(record.article().id());
            ArticleRecord earlier = cut(record, nowMs);
            byte[] cut =
                    record.listed() ? ArticleFormat.stored(earlier).toByteArray() : ArticleFormat.tombstone(earlier);
            Table table = record.listed() ? Table.ARTICLES : Table.TOMBSTONES;
            database.writeUnsynced(write -> write.put(table, key, cut));
        }
        return ahead.size();
    }

    private static ArticleRecord cut(ArticleRecord record, long nowMs) {
        return new ArticleRecord(
                record.article(),
                Math.min(nowMs, record.createMs()),
                Math.min(nowMs, record.updateMs()),
                record.successor(),
                record.listed() ? ArticleRecord.LISTED : Math.min(nowMs, record.deletedMs()));
    }
}
