package io.reco.server.console.screen.live;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Parameters;
import io.reco.server.console.visit.Visit;

/** Sends an event, as a program would: for a check alone, unless it is said to count. */
public final class TestEvent implements Screen {

    /** What its form is for. */
    public static final String ACTION = "live";

    private final Live live;

    public TestEvent(Live live) {
        this.live = live;
    }

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return visit.call(FeedbackServiceGrpc.getReportEventsMethod(), request(visit.form()))
                .thenCompose(outcome ->
                        live.show(visit, Optional.of(said(outcome, visit.form().is("counts")))));
    }

    private static ReportEventsRequest request(Parameters form) {
        Event.Builder event = Event.newBuilder()
                .setEventId("console-" + UUID.randomUUID())
                .setReaderId(form.text("reader"))
                .setArticleId(form.text("article"))
                .setType(EventRows.type(form.text("type")).orElse(EventType.EVENT_TYPE_VIEW));
        return ReportEventsRequest.newBuilder()
                .addEvents(event)
                .setValidateOnly(!form.is("counts"))
                .build();
    }

    private static Live.Sent said(Outcome<ReportEventsResponse> outcome, boolean counts) {
        String refusal = outcome.answer()
                .filter(answer -> answer.getRefusalsCount() > 0)
                .map(answer -> answer.getRefusals(0).getMessage())
                .orElse(outcome.refusal());
        String said = !refusal.isEmpty()
                ? refusal
                : counts
                        ? "Accepted: it counts, and is among the events below within a second."
                        : "It would be accepted. Nothing was kept.";
        return new Live.Sent(said, outcome.curls());
    }
}
