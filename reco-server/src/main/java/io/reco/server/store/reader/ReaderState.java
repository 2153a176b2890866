package io.reco.server.store.reader;

import java.util.List;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.reader.Preferences;

/**
 * What a reader did, was served and stated.
 *
 * @param actions as {@link ReaderStore} keeps them, to the second; exposures are not among them
 * @param pages what was kept last first, so those of one feed newest first; as many as {@link ReaderStore} says
 * @param preferences the latest they stated
 */
public record ReaderState(Actions actions, List<Page> pages, Preferences preferences) {

    /** Of somebody nobody knows. */
    public static final ReaderState EMPTY = new ReaderState(Actions.NONE, List.of());

    /** Of somebody who stated nothing. */
    public ReaderState(Actions actions, List<Page> pages) {
        this(actions, pages, Preferences.NONE);
    }

    /** The same reader with other actions and pages. */
    public ReaderState with(Actions otherActions, List<Page> otherPages) {
        return new ReaderState(otherActions, otherPages, preferences);
    }
}
