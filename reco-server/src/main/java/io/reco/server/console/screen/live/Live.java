package io.reco.server.console.screen.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.google.rpc.Code;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ListRefusalsRequest;
import io.reco.api.v1.RecentRefusal;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.visit.Visit;

/** Does what is sent arrive, and what is wrong with what does not? The events themselves come by {@link EventStream}. */
public final class Live implements Screen {

    private static final Table REFUSALS = Table.of(
            "refusals",
            "Refused lately",
            "Nothing was refused since the start.",
            "When",
            "Times",
            "Told",
            "Method",
            "Caller",
            "Code");

    /**
     * What became of a test event.
     *
     * @param said in words
     * @param curls how to send the same
     */
    public record Sent(String said, List<String> curls) {

        public Sent {
            curls = List.copyOf(curls);
        }
    }

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return show(visit, Optional.empty());
    }

    /** With what became of a test event. */
    CompletableFuture<Page> show(Visit visit, Optional<Sent> sent) {
        return visit.call(AdminServiceGrpc.getListRefusalsMethod(), ListRefusalsRequest.getDefaultInstance())
                .thenApply(outcome -> Page.of(
                                "Live",
                                "live.jte",
                                Map.of(
                                        "asked",
                                        visit.query(),
                                        "stream",
                                        "live-events" + visit.address(),
                                        "form",
                                        visit.may(FeedbackServiceGrpc.getReportEventsMethod())
                                                ? visit.formToken(TestEvent.ACTION)
                                                : "",
                                        "sent",
                                        sent.orElse(new Sent("", List.of()))))
                        .with(REFUSALS.fill(
                                outcome,
                                answer -> answer.getRefusalsList().stream()
                                        .map(refusal -> row(refusal, visit))
                                        .toList())));
    }

    private static List<Cell> row(RecentRefusal refusal, Visit visit) {
        Cell told = Cell.text(refusal.getMessage());
        return List.of(
                Cell.time(Moments.of(refusal.getRefuseTime()), visit.now()),
                Cell.count(refusal.getCount()),
                refusal.getItem() ? Cell.group(new Cell.Badge("one of a call", "plain"), told) : told,
                Cell.text(refusal.getMethod()),
                Cell.text(refusal.getCaller()),
                Cell.text(String.valueOf(Code.forNumber(refusal.getCode()))));
    }
}
