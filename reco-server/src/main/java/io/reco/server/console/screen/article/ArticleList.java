package io.reco.server.console.screen.article;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleFilter;
import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.server.access.Permissions;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Parameters;
import io.reco.server.console.visit.Visit;

/** What is in the catalogue? */
public final class ArticleList implements Screen {

    private static final int ARTICLES = 50;
    private static final Table TABLE = Table.of(
            "articles",
            "Articles",
            "No article is like that.",
            "Article",
            "Status",
            "Published",
            "Topics",
            "Author",
            "Views",
            "Exposed",
            "Opened",
            "Shares",
            "Readers");

    private static final List<Cell> NO_FIGURES = Collections.nCopies(5, Cell.none());

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return visit.call(CatalogServiceGrpc.getListArticlesMethod(), request(visit))
                .thenApply(outcome -> page(visit, outcome));
    }

    private static ListArticlesRequest request(Visit visit) {
        Parameters asked = visit.query();
        boolean byId = asked.text("order").equals("id");
        boolean liveOnly =
                visit.visitor().caller().map(Permissions::seesLiveOnly).orElse(true);
        return ListArticlesRequest.newBuilder()
                .setPageSize(ARTICLES)
                .setPageToken(asked.text("token"))
                .setFilter(filter(asked))
                .setOrder(byId ? ArticleOrder.ARTICLE_ORDER_ARTICLE_ID : ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST)
                .setView(liveOnly ? ArticleView.ARTICLE_VIEW_BASIC : ArticleView.ARTICLE_VIEW_FULL)
                .build();
    }

    private static ArticleFilter filter(Parameters asked) {
        ArticleFilter.Builder filter = ArticleFilter.newBuilder()
                .setWords(asked.text("words"))
                .setAuthor(asked.text("author"))
                .setLanguageCode(asked.text("language"))
                .setStatus(status(asked.text("status")));
        if (asked.is("topic")) {
            filter.addTopics(asked.text("topic"));
        }
        return filter.build();
    }

    private static ArticleStatus status(String word) {
        for (ArticleStatus status : ArticleStatus.values()) {
            if (status.name().equals("ARTICLE_STATUS_" + word.toUpperCase(Locale.ROOT))) {
                return status;
            }
        }
        return ArticleStatus.ARTICLE_STATUS_UNSPECIFIED;
    }

    private static Page page(Visit visit, Outcome<ListArticlesResponse> outcome) {
        String next =
                outcome.answer().map(ListArticlesResponse::getNextPageToken).orElse("");
        return Page.of("Articles", "articles.jte", Map.of("asked", visit.query(), "next", next(visit.query(), next)))
                .with(TABLE.fill(outcome, answer -> rows(answer, visit)));
    }

    /** Where the list goes on; empty at its end. */
    private static String next(Parameters asked, String token) {
        StringBuilder address = new StringBuilder();
        if (!token.isEmpty()) {
            address.append("articles?token=").append(Links.encoded(token));
            for (String name : List.of("words", "topic", "author", "language", "status", "order")) {
                if (asked.is(name)) {
                    address.append('&').append(name).append('=').append(Links.encoded(asked.text(name)));
                }
            }
        }
        return address.toString();
    }

    private static List<List<Cell>> rows(ListArticlesResponse answer, Visit visit) {
        return answer.getArticlesList().stream()
                .map(article -> row(article, visit))
                .toList();
    }

    private static List<Cell> row(Article article, Visit visit) {
        List<Cell> row = new ArrayList<>(List.of(
                Links.article(article.getArticleId(), article.getTitle()),
                ArticleState.of(article, visit.now()),
                Cell.time(Moments.of(article.getPublishTime()), visit.now()),
                Cell.text(String.join(", ", article.getTopicsList())),
                Cell.text(article.getAuthor())));
        row.addAll(article.hasStats() ? figures(article.getStats()) : NO_FIGURES);
        return row;
    }

    private static List<Cell> figures(ArticleStats stats) {
        return List.of(
                Cell.count(stats.getViews()),
                Cell.count(stats.getExposes()),
                Cell.text(Amounts.percent(stats.getViews(), stats.getExposes())),
                Cell.count(stats.getShares()),
                Cell.count(stats.getReaders()));
    }
}
