package io.reco.client.internal.wire;

import java.util.List;
import java.util.Optional;

import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.client.feedback.AcceptedEvent;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.feedback.WatchedEvents;

/** Events and messages. */
public final class Events {
    private Events() {}

    public static io.reco.api.v1.Event message(Event event) {
        io.reco.api.v1.Event.Builder message = io.reco.api.v1.Event.newBuilder()
                .setEventId(event.id())
                .setReaderId(event.reader())
                .setArticleId(event.article())
                .setType(type(event.type()))
                .setExposureToken(event.exposureToken())
                .setPlacement(event.placement())
                .setPosition(event.position())
                .setRetracted(event.retraction());
        event.time().ifPresent(time -> message.setEventTime(Times.timestamp(time)));
        event.dwellTime().ifPresent(time -> message.setDwellTime(Times.duration(time)));
        return message.build();
    }

    public static Event event(io.reco.api.v1.Event message) {
        return new Event(
                message.getEventId(),
                message.getReaderId(),
                message.getArticleId(),
                type(message.getType()),
                Times.instant(message.hasEventTime(), message.getEventTime()),
                message.getExposureToken(),
                message.getPlacement(),
                message.getPosition(),
                message.hasDwellTime() ? Optional.of(Times.duration(message.getDwellTime())) : Optional.empty(),
                message.getRetracted());
    }

    static AcceptedEvent accepted(io.reco.api.v1.AcceptedEvent message) {
        return new AcceptedEvent(
                event(message.getEvent()), Times.instant(message.hasPageTime(), message.getPageTime()));
    }

    public static WatchEventsRequest watch(WatchRequest request) {
        WatchEventsRequest.Builder message = WatchEventsRequest.newBuilder()
                .setPosition(request.position())
                .setFromOldest(request.fromOldest())
                .addAllReaderIds(request.readers())
                .addAllArticleIds(request.articles());
        request.types().stream().sorted().forEach(type -> message.addTypes(type(type)));
        return message.build();
    }

    public static WatchedEvents watched(WatchEventsResponse response) {
        List<AcceptedEvent> events =
                response.getEventsList().stream().map(Events::accepted).toList();
        return new WatchedEvents(events, response.getPosition());
    }

    private static io.reco.api.v1.EventType type(EventType type) {
        return switch (type) {
            case EXPOSE -> io.reco.api.v1.EventType.EVENT_TYPE_EXPOSE;
            case VIEW -> io.reco.api.v1.EventType.EVENT_TYPE_VIEW;
            case READ -> io.reco.api.v1.EventType.EVENT_TYPE_READ;
            case LIKE -> io.reco.api.v1.EventType.EVENT_TYPE_LIKE;
            case BOOKMARK -> io.reco.api.v1.EventType.EVENT_TYPE_BOOKMARK;
            case COMMENT -> io.reco.api.v1.EventType.EVENT_TYPE_COMMENT;
            case SHARE -> io.reco.api.v1.EventType.EVENT_TYPE_SHARE;
            case DISLIKE -> io.reco.api.v1.EventType.EVENT_TYPE_DISLIKE;
            case HIDE -> io.reco.api.v1.EventType.EVENT_TYPE_HIDE;
            case UNKNOWN -> throw new IllegalArgumentException("type: UNKNOWN (expected: EXPOSE..HIDE)");
        };
    }

    /** The type of a message; unknown for one that this client does not know. */
    public static EventType type(io.reco.api.v1.EventType type) {
        return switch (type) {
            case EVENT_TYPE_EXPOSE -> EventType.EXPOSE;
            case EVENT_TYPE_VIEW -> EventType.VIEW;
            case EVENT_TYPE_READ -> EventType.READ;
            case EVENT_TYPE_LIKE -> EventType.LIKE;
            case EVENT_TYPE_BOOKMARK -> EventType.BOOKMARK;
            case EVENT_TYPE_COMMENT -> EventType.COMMENT;
            case EVENT_TYPE_SHARE -> EventType.SHARE;
            case EVENT_TYPE_DISLIKE -> EventType.DISLIKE;
            case EVENT_TYPE_HIDE -> EventType.HIDE;
            case EVENT_TYPE_UNSPECIFIED, UNRECOGNIZED -> EventType.UNKNOWN;
        };
    }
}
