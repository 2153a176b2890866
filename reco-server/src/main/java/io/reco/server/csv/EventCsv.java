package io.reco.server.csv;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.reco.server.csv.CsvFile.Columns;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Origin;

/** Events, a row each. */
public final class EventCsv {

    private static final Map<String, String> ALIASES =
            Map.of("reader_id", "reader", "user_id", "reader", "article_id", "article", "event_time", "time");

    /** What a service is told of its readers. */
    public static final Columns COLUMNS = new Columns(
            List.of("reader", "article", "type", "time"),
            List.of("event_id", "placement", "position", "retracted"),
            ALIASES);

    /** What a replay needs. */
    public static final Columns TIMED =
            new Columns(List.of("reader", "article", "time"), List.of("event_id", "type"), ALIASES);

    /** Who read what, and perhaps more. */
    public static final Columns UNTIMED =
            new Columns(List.of("reader", "article"), List.of("event_id", "type", "time"), ALIASES);

    private static final String TYPES =
            Arrays.stream(EventType.values()).map(Enum::name).collect(Collectors.joining(", "));
    private static final int DERIVED_ID_CHARS = 22; // 132 bits

    private EventCsv() {}

    /** The row's event, with an empty id when it has none; a VIEW at time 0 when the file has no such columns. */
    public static Event event(CsvRow row) throws BadRow {
        return new Event(
                row.text("event_id"),
                row.id("reader"),
                row.id("article"),
                row.has("type") ? type(row) : EventType.VIEW,
                row.flag("retracted"),
                row.has("time") ? row.requiredTime("time") : 0,
                Origin.NONE,
                new Event.Sight(row.text("placement"), row.count("position"), Event.Sight.NO_DWELL));
    }

    /** The event's id; one without gets one that follows from its other columns, so equal rows are one event. */
    public static String id(Event event) {
        if (!event.id().isEmpty()) {
            return event.id();
        }
        String text = event.reader() + "," + event.article() + "," + event.type() + "," + event.timeMs()
                + (event.retracted() ? ",retracted" : "");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().encodeToString(digest).substring(0, DERIVED_ID_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static EventType type(CsvRow row) throws BadRow {
        String text = row.text("type");
        try {
            return EventType.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRow("type", text, "one of " + TYPES);
        }
    }
}
