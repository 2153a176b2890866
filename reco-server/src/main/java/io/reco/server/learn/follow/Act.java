package io.reco.server.learn.follow;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;

/** What of an event the models learn from; reader and article by key, see {@link IdKeys}. */
public record Act(long reader, long article, EventType type, long timeMs) {

    static Act of(Event event, IdKeys ids) {
        return new Act(ids.of(event.reader()), ids.of(event.article()), event.type(), event.timeMs());
    }
}
