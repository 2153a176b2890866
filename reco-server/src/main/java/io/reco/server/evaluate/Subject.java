package io.reco.server.evaluate;

import java.util.List;

import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.log.SplitLog;

/** What an evaluation measures: it is fed a log, learns it, and then answers with pages. */
public interface Subject {

    /** Takes in articles and events, once. */
    void feed(SplitLog log);

    /** Returns when all that they teach is learned. */
    void learn();

    /** The page of a reader, best first, as of {@link SplitLog#askedAfterMs} after the log's end. */
    List<Page.Slot> page(String reader, int count);
}
