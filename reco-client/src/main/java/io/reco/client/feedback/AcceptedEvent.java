package io.reco.client.feedback;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An event as the server keeps it.
 *
 * @param event without its exposure token, which is not kept
 * @param pageStamp the stamp of the page that its token was of; empty when it had none
 */
public record AcceptedEvent(Event event, Optional<Instant> pageStamp) {
    public AcceptedEvent {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(pageStamp, "pageStamp");
    }
}
