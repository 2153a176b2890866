package io.reco.server.store.rocksdb.articles;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.rocksdb.db.Batch;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.rocksdb.log.FactFormat;
import io.reco.server.store.stored.StoredArticle;

/** The catalogue as one group of calls sees it: what is stored, and what the group itself has put into its batch. */
public final class GroupArticles {

    private final Database database;
    private final Map<String, ArticleRecord> changed = new HashMap<>();

    public GroupArticles(Database database) {
        this.database = database;
    }

    /** What is kept under an id, or null. */
    @Nullable
    public ArticleRecord record(String article) {
        ArticleRecord own = changed.get(article);
        if (own != null) {
            return own;
        }
        byte[] key = Keys.ofText(article);
        byte[] listed = database.get(Table.ARTICLES, key);
        if (listed != null) {
            return FactFormat.record(listed);
        }
        byte[] deleted = database.get(Table.TOMBSTONES, key);
        return deleted == null ? null : FactFormat.tombstone(article, deleted);
    }

    /** Puts the article in, and returns it as it is stored. */
    public StoredArticle upsert(Fact.ArticleUpserted fact, Batch batch) throws RocksDBException {
        byte[] key = Keys.ofText(fact.article().id());
        StoredArticle stored = FactFormat.stored(fact);
        batch.put(Table.ARTICLES, key, stored.toByteArray());
        batch.delete(Table.TOMBSTONES, key);
        changed.put(
                fact.article().id(),
                new ArticleRecord(fact.article(), fact.createMs(), fact.successor(), ArticleRecord.LISTED));
        return stored;
    }

    /** Leaves a tombstone of the article, when there was one. */
    public void delete(String article, long nowMs, Batch batch) throws RocksDBException {
        ArticleRecord record = record(article);
        if (record == null) {
            return;
        }
        ArticleRecord deleted = record.deletedAt(nowMs);
        byte[] key = Keys.ofText(article);
        batch.delete(Table.ARTICLES, key);
        batch.put(Table.TOMBSTONES, key, FactFormat.tombstone(deleted));
        changed.put(article, deleted);
    }
}
