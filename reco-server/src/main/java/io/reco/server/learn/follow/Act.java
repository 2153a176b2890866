package io.reco.server.learn.follow;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Origin;

/** What of an event the models learn from; reader and article by key, see {@link IdKeys}. */
public record Act(long reader, long article, EventType type, long timeMs, Origin origin) {

    /** One that is not attributed. */
    public Act(long reader, long article, EventType type, long timeMs) {
        this(reader, article, type, timeMs, Origin.NONE);
    }

    static Act of(Event event, IdKeys ids) {
        return new Act(ids.ofReader(event.reader()), ids.of(event.article()), event.type(), event.timeMs(), event.origin());
    }
}
