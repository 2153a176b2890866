package io.reco.server.console.screen;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.ListTopArticlesRequest;
import io.reco.api.v1.ListTopArticlesResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.Result;
import io.reco.api.v1.TopKind;
import io.reco.server.console.answer.Page;
import io.reco.server.console.chart.Chart;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** Is it well, and what is going on? */
public final class Overview implements Screen {

    private static final int ARTICLES = 10;
    private static final FieldMask FIELDS = FieldMask.newBuilder()
            .addAllPaths(List.of("title", "author", "topics", "publish_time"))
            .build();

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        CompletableFuture<Outcome<GetStatusResponse>> status =
                visit.call(AdminServiceGrpc.getGetStatusMethod(), GetStatusRequest.getDefaultInstance());
        CompletableFuture<Table> rising = top(visit, TopKind.TOP_KIND_TRENDING, "rising", "Rising now");
        CompletableFuture<Table> latest = top(visit, TopKind.TOP_KIND_LATEST, "latest", "New");
        return status.thenCombine(rising, (state, table) -> page(visit, state).with(table))
                .thenCombine(latest, Page::with);
    }

    private static Page withCharts(Page page, OverTime over) {
        List<Chart> charts = List.of(over.rungs(), over.openRates(), over.firstSlots());
        Page whole = page.with("charts", charts);
        for (Chart chart : charts) {
            whole = whole.with(chart.table());
        }
        return whole;
    }

    private static Page page(Visit visit, Outcome<GetStatusResponse> status) {
        Outcome<Health> health = status.map(state -> new Health(
                state.getObstacle(),
                Tiles.uptime(state, visit.now()),
                state.getArticleCount() == 0,
                Tiles.of(state, visit.now())));
        return withCharts(
                Page.of("Overview", "overview.jte", Map.of("health", health)), new OverTime(status, visit.now()));
    }

    /**
     * How the server is.
     *
     * @param obstacle why it does not serve or write; empty while all is well
     * @param uptime for how long it has been up
     * @param empty whether there are no articles
     */
    public record Health(String obstacle, String uptime, boolean empty, List<Tile> tiles) {

        public Health {
            tiles = List.copyOf(tiles);
        }
    }

    private static CompletableFuture<Table> top(Visit visit, TopKind kind, String name, String caption) {
        ListTopArticlesRequest asked = ListTopArticlesRequest.newBuilder()
                .setKind(kind)
                .setPageSize(ARTICLES)
                .setReadMask(FIELDS)
                .build();
        Table table =
                Table.of(name, caption, "Nothing yet.", "Article", "Topics", "Published", "Views", "Shares", "Readers");
        return visit.call(RecommendServiceGrpc.getListTopArticlesMethod(), asked)
                .thenApply(outcome -> table.fill(outcome, answer -> rows(answer, visit)));
    }

    private static List<List<Cell>> rows(ListTopArticlesResponse answer, Visit visit) {
        return answer.getResultsList().stream()
                .map(result -> row(result, visit))
                .toList();
    }

    private static List<Cell> row(Result result, Visit visit) {
        return List.of(
                Links.article(result.getArticleId(), result.getArticle().getTitle()),
                Cell.text(String.join(", ", result.getArticle().getTopicsList())),
                Cell.time(Moments.of(result.getArticle().getPublishTime()), visit.now()),
                Cell.count(result.getStats().getViews()),
                Cell.count(result.getStats().getShares()),
                Cell.count(result.getStats().getReaders()));
    }
}
