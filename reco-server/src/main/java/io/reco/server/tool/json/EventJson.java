package io.reco.server.tool.json;

import io.reco.client.feedback.AcceptedEvent;
import io.reco.client.feedback.Event;

/** Events, as {@code reco.v1.AcceptedEvent}. */
public final class EventJson {

    static final String TYPE = "EVENT_TYPE_";

    private EventJson() {}

    public static Json of(AcceptedEvent accepted) {
        Event event = accepted.event();
        Json json = new Json()
                .text("eventId", event.id())
                .text("readerId", event.reader())
                .text("articleId", event.article())
                .value("type", TYPE, event.type())
                .time("eventTime", event.time())
                .text("placement", event.placement())
                .number("position", event.position())
                .span("dwellTime", event.dwellTime())
                .flag("retracted", event.retraction());
        return new Json().child("event", json).time("pageTime", accepted.pageStamp());
    }
}
