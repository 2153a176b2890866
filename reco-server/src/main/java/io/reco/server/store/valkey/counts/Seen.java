package io.reco.server.store.valkey.counts;

import io.reco.server.domain.EventType;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;

/**
 * An event of an article, somewhere in the log.
 *
 * @param acceptedMs when it was accepted, milliseconds since 1970 UTC
 */
record Seen(Mark mark, long acceptedMs, EventType type) {

    boolean after(Positions place) {
        return mark.position() > place.in(mark.partition());
    }
}
