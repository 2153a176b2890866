package io.reco.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.client.Operation;
import io.reco.client.Violation;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;

/** Events by their readers and ids. Guarded by itself. */
final class FakeFeedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
    private static final int ID_CHARS_MAX = 64;
    private static final long TIME_MIN_MS =
            Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
    private static final long AHEAD_MAX_MS = Duration.ofDays(1).toMillis();
    private static final String TIME_EXPECTED = "from 1990 on, at most a day ahead";
    private static final Set<EventType> REJECTIONS = EnumSet.of(EventType.DISLIKE, EventType.HIDE);
    private static final Set<EventType> TAKE_BACKS =
            EnumSet.of(EventType.LIKE, EventType.BOOKMARK, EventType.SHARE, EventType.READ);

    /** An event's id is unique within its reader. */
    private record ReaderEvent(String reader, String id) {}

    private record Accepted(Event event, long timeMs) {}

    private final Script script;
    private final Clock clock;
    private final Map<ReaderEvent, Accepted> accepted = new LinkedHashMap<>();

    FakeFeedback(Script script, Clock clock) {
        this.script = script;
        this.clock = clock;
    }

    synchronized List<Event> events() {
        return accepted.values().stream().map(Accepted::event).toList();
    }

    synchronized long count(EventType type, String article) {
        return accepted.values().stream()
                .map(Accepted::event)
                .filter(event -> event.type() == type && event.article().equals(article))
                .count();
    }

    synchronized Set<String> viewedBy(String reader) {
        return accepted.values().stream()
                .map(Accepted::event)
                .filter(event -> event.reader().equals(reader) && event.type() == EventType.VIEW)
                .map(Event::article)
                .collect(Collectors.toSet());
    }

    /** Whether the last that counts, by the time of the events, is a dislike or hide. */
    synchronized boolean isRejectedBy(String reader, String article) {
        boolean rejected = false;
        long lastMs = Long.MIN_VALUE;
        for (Accepted one : accepted.values()) {
            Event event = one.event();
            boolean rejects = REJECTIONS.contains(event.type());
            if (event.reader().equals(reader)
                    && event.article().equals(article)
                    && one.timeMs() >= lastMs
                    && (rejects || TAKE_BACKS.contains(event.type()))) {
                rejected = rejects;
                lastMs = one.timeMs();
            }
        }
        return rejected;
    }

    @Override
    public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> observer) {
        script.answer(Operation.REPORT, observer, () -> accept(request));
    }

    private synchronized ReportEventsResponse accept(ReportEventsRequest request) {
        ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder();
        long now = clock.millis();
        for (int i = 0; i < request.getEventsCount(); i++) {
            io.reco.api.v1.Event event = request.getEvents(i);
            List<Violation> violations = violations("events[" + i + "]", event, now);
            if (!violations.isEmpty()) {
                response.addRefusals(Script.refusal(i, violations));
            } else if (accepted.putIfAbsent(
                            new ReaderEvent(event.getReaderId(), event.getEventId()),
                            new Accepted(event(event), Math.min(timeMs(event, now), now)))
                    == null) {
                response.setAcceptedCount(response.getAcceptedCount() + 1);
            } else {
                response.addDuplicateIndexes(i);
            }
        }
        return response.build();
    }

    private static List<Violation> violations(String path, io.reco.api.v1.Event event, long now) {
        List<Violation> violations = new ArrayList<>();
        String id = event.getEventId();
        if (!Script.isVisibleAscii(id, ID_CHARS_MAX)) {
            violations.add(Script.violation(
                    path + ".event_id", id.isEmpty() ? "empty" : id, "1..64 visible ASCII characters"));
        }
        Script.requireId(path + ".reader_id", event.getReaderId(), violations);
        Script.requireId(path + ".article_id", event.getArticleId(), violations);
        if (event.getTypeValue() < 1 || event.getTypeValue() > EventType.values().length) {
            violations.add(Script.violation(path + ".type", event.getTypeValue(), "EXPOSE..HIDE"));
        }
        long timeMs = timeMs(event, now);
        if (!isPossible(timeMs, now)) {
            boolean isSeconds = timeMs <= Long.MAX_VALUE / 1_000 && isPossible(timeMs * 1_000, now);
            violations.add(Script.violation(
                    path + ".event_time",
                    timeMs + " ms",
                    isSeconds ? TIME_EXPECTED + "; seconds taken for milliseconds?" : TIME_EXPECTED));
        }
        return violations;
    }

    private static boolean isPossible(long timeMs, long now) {
        return timeMs >= TIME_MIN_MS && timeMs <= now + AHEAD_MAX_MS;
    }

    private static long timeMs(io.reco.api.v1.Event event, long now) {
        var time = event.getEventTime();
        return event.hasEventTime()
                ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toEpochMilli()
                : now;
    }

    private static Event event(io.reco.api.v1.Event event) {
        var time = event.getEventTime();
        return new Event(
                event.getEventId(),
                event.getReaderId(),
                event.getArticleId(),
                EventType.valueOf(event.getType().name().substring("EVENT_TYPE_".length())),
                event.hasEventTime()
                        ? Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
                        : Optional.empty(),
                event.getExposureToken());
    }
}
