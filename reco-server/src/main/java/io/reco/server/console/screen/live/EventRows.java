package io.reco.server.console.screen.live;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.reco.api.v1.AcceptedEvent;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Parameters;

/** Events as rows of a table, and which of them are asked for. */
final class EventRows {

    private EventRows() {}

    /** @param after where an earlier stream ended; empty for from now on */
    static WatchEventsRequest request(Parameters asked, String after) {
        WatchEventsRequest.Builder request = WatchEventsRequest.newBuilder().setPosition(after);
        if (asked.is("reader")) {
            request.addReaderIds(asked.text("reader"));
        }
        if (asked.is("article")) {
            request.addArticleIds(asked.text("article"));
        }
        type(asked.text("type")).ifPresent(request::addTypes);
        return request.build();
    }

    /** The type of this name, such as {@code view}; empty for none. */
    static Optional<EventType> type(String name) {
        return Arrays.stream(EventType.values())
                .filter(type -> type != EventType.UNRECOGNIZED && type != EventType.EVENT_TYPE_UNSPECIFIED)
                .filter(type -> Terms.of(type).equals(name))
                .findFirst();
    }

    /** The latest first. */
    static List<List<Cell>> of(WatchEventsResponse answer, Instant now) {
        List<List<Cell>> rows = new ArrayList<>();
        answer.getEventsList().forEach(event -> rows.add(row(event, now)));
        Collections.reverse(rows);
        return rows;
    }

    private static List<Cell> row(AcceptedEvent accepted, Instant now) {
        Event event = accepted.getEvent();
        Cell type = new Cell.Badge(
                Terms.of(event.getType()), event.getType() == EventType.EVENT_TYPE_EXPOSE ? "plain" : "good");
        return List.of(
                Cell.time(Moments.of(event.getEventTime()), now),
                event.getRetracted() ? Cell.group(type, new Cell.Badge("taken back", "warn")) : type,
                Links.reader(event.getReaderId()),
                Links.article(event.getArticleId()),
                accepted.hasPageTime() ? new Cell.Badge("from a page", "good") : Cell.text("none"),
                Cell.text(event.getPlacement()),
                Cell.text(event.getEventId()));
    }
}
