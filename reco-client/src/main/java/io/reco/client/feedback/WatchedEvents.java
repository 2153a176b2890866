package io.reco.client.feedback;

import java.util.List;
import java.util.Objects;

/**
 * What a watch gives at one time.
 *
 * @param events in the order in which they were accepted; none where it only says how far the watch has come
 * @param position where to go on after these, for {@link WatchRequest#after}
 */
public record WatchedEvents(List<AcceptedEvent> events, String position) {
    public WatchedEvents {
        Objects.requireNonNull(position, "position");
        events = List.copyOf(events);
    }
}
