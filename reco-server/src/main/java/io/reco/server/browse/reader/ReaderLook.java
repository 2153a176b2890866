package io.reco.server.browse.reader;

import java.util.List;

import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.life.Lineage;

/**
 * A look at what is kept of a reader.
 *
 * @param preferences what they stated
 * @param activities some of their past, the newest first
 * @param nextPageToken where to go on; empty at the end
 * @param actionCount how many actions are kept
 * @param pageCount how many pages are kept
 * @param lineage of which lives theirs consists
 */
public record ReaderLook(
        Preferences preferences,
        List<Activity> activities,
        String nextPageToken,
        int actionCount,
        int pageCount,
        Lineage lineage) {

    public ReaderLook {
        activities = List.copyOf(activities);
    }
}
