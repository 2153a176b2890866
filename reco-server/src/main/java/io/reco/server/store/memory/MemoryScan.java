package io.reco.server.store.memory;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.server.domain.Actions;
import io.reco.server.store.Scan;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;

/** A copy. */
record MemoryScan(Positions at, List<ArticleRecord> catalogue, Map<String, Counts> counted, Map<String, Actions> did)
        implements Scan {

    @Override
    public void articles(Consumer<ArticleRecord> articles) {
        catalogue.forEach(articles);
    }

    @Override
    public void counts(BiConsumer<String, Counts> articles) {
        counted.forEach(articles);
    }

    @Override
    public void readers(BiConsumer<String, Actions> readers) {
        did.forEach(readers);
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
