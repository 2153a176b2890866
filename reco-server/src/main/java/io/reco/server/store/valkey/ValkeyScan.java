package io.reco.server.store.valkey;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.server.store.Scan;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.articles.ArticleScan;
import io.reco.server.store.valkey.counts.ValkeyCounts;
import io.reco.server.store.valkey.readers.scan.ReaderScan;

/** Goes through a store that others write meanwhile: what they do is taken off again, but for the catalogue. */
final class ValkeyScan implements Scan {

    private final Positions at;
    private final ArticleScan articles;
    private final ValkeyCounts counts;
    private final ReaderScan readers;
    private boolean closed;

    /** As of a place; {@code counts} are held, and released in the end. */
    ValkeyScan(Positions at, ArticleScan articles, ValkeyCounts counts, ReaderScan readers) {
        this.at = at;
        this.articles = articles;
        this.counts = counts;
        this.readers = readers;
    }

    @Override
    public Positions at() {
        return at;
    }

    @Override
    public void articles(Consumer<ArticleRecord> shown) {
        articles.each(shown);
    }

    @Override
    public void counts(BiConsumer<String, Counts> shown) {
        counts.scan(at, shown);
    }

    @Override
    public void readers(ReaderTaker shown) {
        readers.each(at, shown);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            counts.release();
        }
    }
}
