package io.reco.client.internal.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.WatchEventsResponse;
import io.reco.client.Operation;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.feedback.WatchedEvents;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.stream.Pull;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Events;
import io.reco.client.internal.wire.Failures;

/** Calls about what readers did. */
public record FeedbackCalls(Caller caller) {
    public CompletableFuture<ReportResult> report(Collection<Event> events) {
        Outcome<Event> outcome = new Outcome<>(List.copyOf(events));
        List<Event> duplicates = new ArrayList<>();
        return Futures.eachInTurn(
                Chunks.ofMessages(outcome.sent().stream().map(Events::message).toList())
                        .iterator(),
                this::reportEvents,
                (chunk, response) -> {
                    for (int index : response.getDuplicateIndexesList()) {
                        duplicates.add(outcome.at(index));
                    }
                    for (Refusal refusal : response.getRefusalsList()) {
                        outcome.refuse(refusal.getIndex(), Failures.violations(refusal));
                    }
                    outcome.next(chunk.size(), response.getAcceptedCount());
                },
                () -> new ReportResult(outcome.taken(), duplicates, outcome.refused()));
    }

    private CompletableFuture<ReportEventsResponse> reportEvents(List<io.reco.api.v1.Event> events) {
        return caller.call(
                Operation.REPORT,
                FeedbackServiceGrpc.getReportEventsMethod(),
                ReportEventsRequest.newBuilder()
                        .addAllEvents(events)
                        .setValidateOnly(caller.validateOnly())
                        .build());
    }

    public Pull<WatchEventsResponse> watch(WatchRequest request) {
        return caller.pull(Operation.WATCH, FeedbackServiceGrpc.getWatchEventsMethod(), Events.watch(request));
    }

    public CompletableFuture<Void> watch(WatchRequest request, Consumer<? super WatchedEvents> taker) {
        return caller.push(
                Operation.WATCH,
                FeedbackServiceGrpc.getWatchEventsMethod(),
                Events.watch(request),
                response -> taker.accept(Events.watched(response)));
    }
}
