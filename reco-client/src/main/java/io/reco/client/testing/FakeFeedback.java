package io.reco.client.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.client.Event;
import io.reco.client.EventType;
import io.reco.client.Operation;

/** Events by their readers and ids. Guarded by itself. */
final class FakeFeedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
    /** An event's id is unique within its reader. */
    private record ReaderEvent(int reader, String id) {}

    private final Script script;
    private final Map<ReaderEvent, Event> events = new LinkedHashMap<>();

    FakeFeedback(Script script) {
        this.script = script;
    }

    synchronized List<Event> events() {
        return List.copyOf(events.values());
    }

    synchronized long count(EventType type, int article) {
        return events.values().stream()
                .filter(event -> event.type() == type && event.article() == article)
                .count();
    }

    @Override
    public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> observer) {
        script.answer(Operation.REPORT, observer, () -> accept(request));
    }

    private synchronized ReportEventsResponse accept(ReportEventsRequest request) {
        ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder();
        for (int i = 0; i < request.getEventsCount(); i++) {
            io.reco.api.v1.Event event = request.getEvents(i);
            if (event.getUserId() <= 0) {
                response.addRefusals(
                        Script.refusal(i, Script.violation("events[" + i + "].user_id", event.getUserId(), "> 0")));
            } else if (events.putIfAbsent(new ReaderEvent(event.getUserId(), event.getEventId()), event(event))
                    == null) {
                response.setAcceptedCount(response.getAcceptedCount() + 1);
            } else {
                response.addDuplicateIndexes(i);
            }
        }
        return response.build();
    }

    private static Event event(io.reco.api.v1.Event event) {
        var time = event.getTime();
        return new Event(
                event.getEventId(),
                event.getUserId(),
                event.getArticleId(),
                EventType.valueOf(event.getType().name().substring("EVENT_TYPE_".length())),
                event.hasTime()
                        ? Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
                        : Optional.empty(),
                event.getExposure());
    }
}
