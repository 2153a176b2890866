package io.reco.server.store;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.reco.server.domain.Actions;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Positions;

/**
 * All that follows from the log, as of one place in it: what models are rebuilt from where there is no snapshot. Each part is
 * shown in the thread that asks, as often as it asks, in no order that means anything. To be closed soon: meanwhile the store
 * keeps what is written over.
 */
public interface Scan extends AutoCloseable {

    /** The place: all facts up to it have had their effect on what is shown, and none after it. */
    Positions at();

    /**
     * Shows what is kept under every id that an article ever had, deleted ones included. A store shared by several servers may
     * show an article as it became later: taken in again from the place on, its facts come to the same.
     */
    void articles(Consumer<ArticleRecord> articles);

    /** Shows the counts of every id that has events. */
    void counts(BiConsumer<String, Counts> articles);

    /** Takes what a reader, by id, did and stated. */
    @FunctionalInterface
    interface ReaderTaker {
        void take(String reader, Actions actions, Preferences preferences);
    }

    /** Shows what every reader did and stated, within the limits of {@link io.reco.server.store.reader.ReaderStore}. */
    void readers(ReaderTaker readers);

    @Override
    void close();
}
