package io.reco.server.store.rocksdb.articles;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.format.ArticleFormat;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredArticle;

/** The catalogue as one group of appends sees it: what is stored, and what the group itself changes. */
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
            return ArticleFormat.record(listed);
        }
        byte[] deleted = database.get(Table.TOMBSTONES, key);
        return deleted == null ? null : ArticleFormat.tombstone(article, deleted);
    }

    /** Whether the id names another article from this upsert on. */
    public boolean anotherThanBefore(Fact.ArticleUpserted fact) {
        ArticleRecord before = record(fact.article().id());
        boolean same = before != null && before.successor() && before.createMs() == fact.createMs();
        return fact.successor() && !same;
    }

    /** Puts the article in, and returns it as it is stored. */
    public StoredArticle upsert(Fact.ArticleUpserted fact, long nowMs, AtomicWrite write) throws RocksDBException {
        byte[] key = Keys.ofText(fact.article().id());
        ArticleRecord record = ArticleRecord.of(fact, nowMs);
        StoredArticle stored = ArticleFormat.stored(record);
        write.put(Table.ARTICLES, key, stored.toByteArray());
        write.delete(Table.TOMBSTONES, key);
        changed.put(fact.article().id(), record);
        return stored;
    }

    /** Leaves a tombstone of the article, when there was one. */
    public void delete(String article, long nowMs, AtomicWrite write) throws RocksDBException {
        ArticleRecord record = record(article);
        if (record == null) {
            return;
        }
        ArticleRecord deleted = record.deletedAt(nowMs);
        byte[] key = Keys.ofText(article);
        write.delete(Table.ARTICLES, key);
        write.put(Table.TOMBSTONES, key, ArticleFormat.tombstone(deleted));
        changed.put(article, deleted);
    }
}
