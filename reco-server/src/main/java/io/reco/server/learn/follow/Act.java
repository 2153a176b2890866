package io.reco.server.learn.follow;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Origin;

/**
 * What of an event the models learn from; reader and article by key, see {@link IdKeys}.
 *
 * @param retracted whether the reader takes it back, see {@link Event#retracted}
 */
public record Act(long reader, long article, EventType type, boolean retracted, long timeMs, Origin origin) {

    /** One that is not attributed, and no retraction. */
    public Act(long reader, long article, EventType type, long timeMs) {
        this(reader, article, type, false, timeMs, Origin.NONE);
    }

    static Act of(Event event, IdKeys ids) {
        return new Act(
                ids.ofReader(event.reader()),
                ids.of(event.article()),
                event.type(),
                event.retracted(),
                event.timeMs(),
                event.origin());
    }
}
