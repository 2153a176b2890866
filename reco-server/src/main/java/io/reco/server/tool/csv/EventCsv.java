package io.reco.server.tool.csv;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.reco.api.v1.Event;
import io.reco.server.domain.EventType;
import io.reco.server.tool.csv.CsvFile.Columns;

/** Events, a row each. */
public final class EventCsv {

    public static final Columns COLUMNS =
            new Columns(List.of("reader", "article", "type", "time"), List.of("event_id"));

    private static final String TYPES =
            Arrays.stream(EventType.values()).map(Enum::name).collect(Collectors.joining(", "));
    private static final int DERIVED_ID_CHARS = 22; // 132 bits

    private EventCsv() {}

    /** The row's event. Without an id of its own it gets one that follows from the other columns, so equal rows are one event. */
    public static Event event(CsvRow row) throws BadRow {
        int reader = row.id("reader");
        int article = row.id("article");
        EventType type = type(row);
        long timeMs = row.requiredTime("time");
        String id = row.text("event_id");
        return Event.newBuilder()
                .setEventId(id.isEmpty() ? derivedId(reader, article, type, timeMs) : id)
                .setUserId(reader)
                .setArticleId(article)
                .setTypeValue(type.code())
                .setTime(ArticleCsv.timestamp(timeMs))
                .build();
    }

    private static EventType type(CsvRow row) throws BadRow {
        String text = row.text("type");
        try {
            return EventType.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRow("type", text, "one of " + TYPES);
        }
    }

    private static String derivedId(int reader, int article, EventType type, long timeMs) {
        String text = reader + "," + article + "," + type + "," + timeMs;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().encodeToString(digest).substring(0, DERIVED_ID_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
