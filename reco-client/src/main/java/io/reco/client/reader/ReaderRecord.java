package io.reco.client.reader;

import java.util.Objects;
import java.util.Optional;

import io.reco.client.feedback.AcceptedEvent;

/**
 * One thing that is kept of a reader; exactly one of the three is there.
 *
 * @param preferences what they stated
 * @param activity something they did or were served
 * @param event an event in the log
 */
public record ReaderRecord(
        Optional<Preferences> preferences, Optional<Activity> activity, Optional<AcceptedEvent> event) {
    public ReaderRecord {
        Objects.requireNonNull(preferences, "preferences");
        Objects.requireNonNull(activity, "activity");
        Objects.requireNonNull(event, "event");
    }

    public static ReaderRecord of(Preferences preferences) {
        return new ReaderRecord(Optional.of(preferences), Optional.empty(), Optional.empty());
    }

    public static ReaderRecord of(Activity activity) {
        return new ReaderRecord(Optional.empty(), Optional.of(activity), Optional.empty());
    }

    public static ReaderRecord of(AcceptedEvent event) {
        return new ReaderRecord(Optional.empty(), Optional.empty(), Optional.of(event));
    }
}
