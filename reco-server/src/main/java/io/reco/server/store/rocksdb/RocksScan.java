package io.reco.server.store.rocksdb;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.server.store.Scan;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;
import io.reco.server.store.rocksdb.articles.RocksArticles;
import io.reco.server.store.rocksdb.counts.RocksCounts;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.log.RocksFactLog;
import io.reco.server.store.rocksdb.log.StoredLog;
import io.reco.server.store.rocksdb.readers.RocksReaders;

/** All tables at one moment of the database: what is written together is there together. */
final class RocksScan implements Scan {

    private final Moment moment;
    private final Positions at;

    RocksScan(Moment moment) {
        this.moment = moment;
        this.at = RocksFactLog.place(StoredLog.newest(moment).position());
    }

    @Override
    public Positions at() {
        return at;
    }

    @Override
    public void articles(Consumer<ArticleRecord> articles) {
        RocksArticles.scan(moment, articles);
    }

    @Override
    public void counts(BiConsumer<String, Counts> articles) {
        RocksCounts.scan(moment, articles);
    }

    @Override
    public void readers(ReaderTaker readers) {
        RocksReaders.scan(moment, readers);
    }

    @Override
    public void close() {
        moment.close();
    }
}
