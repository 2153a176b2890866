package io.reco.server.grpc.endpoint;

import java.util.ArrayList;
import java.util.List;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.ingest.Feedback;
import io.reco.server.ingest.ReportedEvent;

/** {@code reco.v1.FeedbackService}. */
public final class FeedbackEndpoint extends FeedbackServiceGrpc.FeedbackServiceImplBase {

    private final Feedback feedback;

    public FeedbackEndpoint(Feedback feedback) {
        this.feedback = feedback;
    }

    @Override
    public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> caller) {
        Answers.later(caller, () -> feedback.report(decode(request)), FeedbackEndpoint::encode);
    }

    private static List<ReportedEvent> decode(ReportEventsRequest request) {
        Fields.requireCount("events", request.getEventsCount());
        List<ReportedEvent> events = new ArrayList<>(request.getEventsCount());
        for (Event event : request.getEventsList()) {
            long timeMs = event.hasEventTime() ? Fields.millis(event.getEventTime()) : ReportedEvent.NOW;
            events.add(new ReportedEvent(
                    event.getEventId(),
                    event.getReaderId(),
                    event.getArticleId(),
                    event.getTypeValue(),
                    timeMs,
                    event.getExposureToken()));
        }
        return events;
    }

    private static ReportEventsResponse encode(Feedback.Report report) {
        ReportEventsResponse.Builder response = ReportEventsResponse.newBuilder()
                .setAcceptedCount(report.accepted())
                .addAllDuplicateIndexes(report.duplicates());
        report.refused()
                .forEach(refused -> response.addRefusals(Statuses.refusal(refused.index(), refused.violations())));
        return response.build();
    }
}
