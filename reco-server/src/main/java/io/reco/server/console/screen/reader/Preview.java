package io.reco.server.console.screen.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.Reason;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.Result;
import io.reco.server.console.screen.Titles;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Parameters;
import io.reco.server.console.visit.Visit;

/** The page that a reader would get now, and why; nothing of it is kept. */
final class Preview {

    private static final Table TABLE = Table.of(
            "now",
            "What they would get now",
            "Nothing: there is no article for this page.",
            "",
            "Article",
            "Published",
            "By way of",
            "What spoke for it",
            "Because",
            "Views");
    private static final FieldMask FIELDS =
            FieldMask.newBuilder().addAllPaths(List.of("title", "publish_time")).build();

    /** More would make a page that is slow to load. */
    static final int SIZE_MAX = 25;

    private final Outcome<RecommendResponse> outcome;
    private final Visit visit;

    private Preview(Outcome<RecommendResponse> outcome, Visit visit) {
        this.outcome = outcome;
        this.visit = visit;
    }

    /** Looks at the page of a reader, or of nobody. */
    static CompletableFuture<Preview> of(Visit visit, String readerId) {
        Parameters asked = visit.query();
        RecommendRequest request = RecommendRequest.newBuilder()
                .setReaderId(readerId)
                .setPageSize(asked.number("size", 1, SIZE_MAX, 10))
                .setPlacement(asked.text("placement"))
                .addAllRecentArticleIds(recent(asked.text("recent")))
                .setReadMask(FIELDS)
                .setValidateOnly(true)
                .setExplain(true)
                .build();
        return visit.call(RecommendServiceGrpc.getRecommendMethod(), request)
                .thenApply(outcome -> new Preview(outcome, visit));
    }

    private static List<String> recent(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /** The articles that the page's reasons name. */
    List<String> causes() {
        return outcome.answer().stream()
                .flatMap(answer -> answer.getResultsList().stream())
                .flatMap(result -> result.getReasonsList().stream())
                .flatMap(reason -> reason.getArticleIdsList().stream())
                .toList();
    }

    /** The page, where titles of what was read before are known. */
    Table with(Titles titles) {
        return TABLE.fill(outcome, answer -> rows(answer.getResultsList(), titles));
    }

    private List<List<Cell>> rows(List<Result> results, Titles titles) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Result result : results) {
            rows.add(List.of(
                    Cell.count(rows.size() + 1),
                    Links.article(result.getArticleId(), result.getArticle().getTitle()),
                    Cell.time(Moments.of(result.getArticle().getPublishTime()), visit.now()),
                    Cell.group(
                            new Cell.Badge(Terms.of(result.getSource()), "plain"),
                            Cell.text(Terms.of(result.getRung()))),
                    Terms.shares(result.getSharesList()),
                    because(result.getReasonsList(), titles),
                    Cell.count(result.getStats().getViews())));
        }
        return rows;
    }

    private static Cell because(List<Reason> reasons, Titles titles) {
        if (reasons.isEmpty()) {
            return Cell.none();
        }
        Reason reason = reasons.get(0);
        return switch (reason.getKind()) {
            case REASON_KIND_BECAUSE_READ -> {
                List<Cell> cells = new ArrayList<>(List.of(Cell.text("they read")));
                reason.getArticleIdsList().stream().limit(1).map(titles::link).forEach(cells::add);
                yield new Cell.Group(cells);
            }
            case REASON_KIND_TRENDING -> Cell.text("many read it now" + in(reason));
            case REASON_KIND_NEW -> Cell.text("it is new" + in(reason));
            case REASON_KIND_FOLLOWED_TOPIC -> Cell.text("they follow " + reason.getTopic());
            case REASON_KIND_FOLLOWED_AUTHOR -> Cell.text("they follow " + reason.getAuthor());
            case REASON_KIND_UNSPECIFIED, UNRECOGNIZED -> Cell.none();
        };
    }

    private static String in(Reason reason) {
        return reason.getTopic().isEmpty() ? "" : " in " + reason.getTopic();
    }
}
