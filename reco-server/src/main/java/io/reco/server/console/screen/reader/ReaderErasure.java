package io.reco.server.console.screen.reader;

import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Moments;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** Erases a reader whose id was typed once more, and shows what is left. */
public final class ReaderErasure implements Screen {

    /** What its form is for. */
    public static final String ACTION = "reader";

    private final OneReader reader;

    public ReaderErasure(OneReader reader) {
        this.reader = reader;
    }

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        String id = visit.query().text("id");
        if (!visit.form().text("again").strip().equals(id)) {
            return reader.show(
                    visit, "Not confirmed, nothing was erased (expected: the reader's id once more, " + id + ").");
        }
        EraseReaderRequest request =
                EraseReaderRequest.newBuilder().setReaderId(id).build();
        return visit.call(ReaderServiceGrpc.getEraseReaderMethod(), request)
                .thenCompose(outcome -> reader.show(visit, said(outcome)));
    }

    private static String said(Outcome<EraseReaderResponse> outcome) {
        return outcome.answer()
                .map(answer -> "Erased: " + answer.getActionCount() + " actions and " + answer.getPageCount()
                        + " pages. Neither the log nor a snapshot holds them from "
                        + Moments.exact(Moments.of(answer.getGoneTime())) + " on.")
                .orElse(outcome.refusal());
    }
}
