package io.reco.server.console.screen.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.grpc.MethodDescriptor;

import io.reco.api.v1.Activity;
import io.reco.api.v1.ActivityKind;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.screen.Titles;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** What did this reader do, what would they get now and why, and what did they get? */
public final class OneReader implements Screen {

    private static final int ACTIVITIES = 50;

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return show(visit, "");
    }

    /** With what was said to a change of it; empty for nothing. */
    CompletableFuture<Page> show(Visit visit, String said) {
        String id = visit.query().text("id");
        if (id.isEmpty()) {
            return Preview.of(visit, "")
                    .thenCompose(now -> Titles.of(visit, now.causes())
                            .thenApply(titles -> page(visit, "", said).with(now.with(titles))));
        }
        CompletableFuture<Outcome<GetReaderResponse>> actions = past(visit, id, ActivityKind.ACTIVITY_KIND_ACTION);
        CompletableFuture<Outcome<GetReaderResponse>> pages = past(visit, id, ActivityKind.ACTIVITY_KIND_PAGE);
        CompletableFuture<Preview> now = Preview.of(visit, visit.query().is("new") ? "" : id);
        CompletableFuture<Optional<KeptPage>> kept = KeptPage.of(visit, id);
        return CompletableFuture.allOf(actions, pages, now, kept)
                .thenCompose(all -> Titles.of(visit, ids(actions.join(), now.join(), kept.join())))
                .thenApply(titles -> {
                    Page page = page(visit, id, said)
                            .with("who", actions.join().map(Stated::of))
                            .with(Past.actions(actions.join(), titles, visit.now()))
                            .with(Past.pages(pages.join(), visit))
                            .with(now.join().with(titles));
                    return kept.join().map(one -> page.with(one.table(titles))).orElse(page);
                });
    }

    private static CompletableFuture<Outcome<GetReaderResponse>> past(Visit visit, String id, ActivityKind kind) {
        GetReaderRequest request = GetReaderRequest.newBuilder()
                .setReaderId(id)
                .setPageSize(ACTIVITIES)
                .setKind(kind)
                .build();
        return visit.call(ReaderServiceGrpc.getGetReaderMethod(), request);
    }

    /** Of the articles that have to be named. */
    private static List<String> ids(Outcome<GetReaderResponse> actions, Preview now, Optional<KeptPage> kept) {
        List<String> ids = new ArrayList<>();
        actions.answer().stream()
                .flatMap(answer -> answer.getActivitiesList().stream())
                .map(Activity::getAction)
                .forEach(action -> ids.add(action.getArticleId()));
        ids.addAll(now.causes());
        kept.ifPresent(page -> ids.addAll(page.articleIds()));
        return ids;
    }

    private static Page page(Visit visit, String id, String said) {
        String title = id.isEmpty() ? "Readers" : "Reader " + id;
        return Page.of(
                title,
                "reader.jte",
                Map.of(
                        "id",
                        id,
                        "asked",
                        visit.query(),
                        "said",
                        said,
                        "export",
                        form(visit, ReaderServiceGrpc.getExportReaderMethod(), ReaderExport.ACTION),
                        "erase",
                        form(visit, ReaderServiceGrpc.getEraseReaderMethod(), ReaderErasure.ACTION)));
    }

    /** What a form is to bring along; empty where whoever asks may not send it. */
    private static String form(Visit visit, MethodDescriptor<?, ?> method, String action) {
        return visit.may(method) ? visit.formToken(action) : "";
    }
}
