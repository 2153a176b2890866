package io.reco.server.store.reader;

import java.util.List;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;

/**
 * What a reader did and was served.
 *
 * @param actions as {@link ReaderStore} keeps them, to the second; exposures are not among them
 * @param pages newest first, at most {@link ReaderStore#PAGES_MAX}
 */
public record ReaderState(Actions actions, List<Page> pages) {

    /** Of somebody nobody knows. */
    public static final ReaderState EMPTY = new ReaderState(Actions.NONE, List.of());
}
