package io.reco.server.grpc.endpoint.feedback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.server.access.Caller;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.grpc.stream.Streams;
import io.reco.server.ingest.event.Feedback;
import io.reco.server.ingest.event.ReportedEvent;
import io.reco.server.ingest.event.Trust;
import io.reco.server.ingest.watch.WatchRequest;
import io.reco.server.ingest.watch.Watches;

/** {@code reco.v1.FeedbackService}. */
public final class FeedbackEndpoint extends FeedbackServiceGrpc.FeedbackServiceImplBase {

    /** Callers are told to expect something every 15 s. */
    private static final Duration QUIET_MAX = Duration.ofSeconds(10);

    private final Feedback feedback;
    private final Watches watches;
    private final Streams streams;

    public FeedbackEndpoint(Feedback feedback, Watches watches, Streams streams) {
        this.feedback = feedback;
        this.watches = watches;
        this.streams = streams;
        watches.onNew(streams::wake);
    }

    @Override
    public void watchEvents(WatchEventsRequest request, StreamObserver<WatchEventsResponse> caller) {
        streams.answer(caller, () -> new WatchedEvents(watches.open(decode(request)), QUIET_MAX));
    }

    private static WatchRequest decode(WatchEventsRequest request) {
        return new WatchRequest(
                request.getPosition(),
                request.getFromOldest(),
                request.getReaderIdsList(),
                request.getArticleIdsList(),
                request.getTypesValueList());
    }

    @Override
    public void reportEvents(ReportEventsRequest request, StreamObserver<ReportEventsResponse> caller) {
        Answers.later(
                caller,
                () -> request.getValidateOnly()
                        ? feedback.tryOut(decode(request), trust())
                        : feedback.report(decode(request), trust()),
                FeedbackEndpoint::encode);
    }

    private static Trust trust() {
        return Caller.current().reader().isPresent() ? Trust.OWN_PAGES : Trust.ANY;
    }

    private static List<ReportedEvent> decode(ReportEventsRequest request) {
        Fields.requireCount("events", request.getEventsCount());
        List<ReportedEvent> events = new ArrayList<>(request.getEventsCount());
        for (Event event : request.getEventsList()) {
            events.add(new ReportedEvent(
                    event.getEventId(),
                    event.getReaderId(),
                    event.getArticleId(),
                    event.getTypeValue(),
                    event.hasEventTime() ? Fields.millis(event.getEventTime()) : ReportedEvent.UNSET,
                    event.getExposureToken(),
                    event.getPlacement(),
                    event.getPosition(),
                    event.hasDwellTime() ? Fields.millis(event.getDwellTime()) : ReportedEvent.UNSET,
                    event.getRetracted()));
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
