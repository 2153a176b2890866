package io.reco.server.store.memory;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.server.store.Scan;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderState;

/** A copy. */
record MemoryScan(
        Positions at, List<ArticleRecord> catalogue, Map<String, Counts> counted, Map<String, ReaderState> readers)
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
    public void readers(ReaderTaker taker) {
        readers.forEach((reader, state) -> taker.take(reader, state.actions(), state.preferences()));
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
