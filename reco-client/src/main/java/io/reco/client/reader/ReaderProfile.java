package io.reco.client.reader;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a reader, at a glance. Of a reader nobody knows: what a new one has.
 *
 * @param preferences what they stated
 * @param actionCount how many actions are kept
 * @param pageCount how many pages are kept
 * @param mergedReaders of those merged into this one the last 16, the latest first
 * @param eraseTime when this reader was erased last; empty for never, or longer ago than readers are kept
 */
public record ReaderProfile(
        Preferences preferences,
        int actionCount,
        int pageCount,
        List<String> mergedReaders,
        Optional<Instant> eraseTime) {
    public ReaderProfile {
        Objects.requireNonNull(preferences, "preferences");
        Objects.requireNonNull(eraseTime, "eraseTime");
        mergedReaders = List.copyOf(mergedReaders);
    }
}
