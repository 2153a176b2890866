package io.reco.server.console.screen.article;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** What of the catalogue keeps good pages from being made? Looks at a thousand articles at a time, the newest first. */
public final class Problems implements Screen {

    private static final int ARTICLES = 1_000;
    private static final long AHEAD_DAYS_MAX = 366;
    private static final Table TABLE = Table.of(
            "problems",
            "Problems",
            "Nothing is wrong with any of them.",
            "Article",
            "Published",
            "Problem",
            "Why it matters");

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        ListArticlesRequest asked = ListArticlesRequest.newBuilder()
                .setPageSize(ARTICLES)
                .setPageToken(visit.query().text("token"))
                .setOrder(ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST)
                .build();
        return visit.call(CatalogServiceGrpc.getListArticlesMethod(), asked).thenApply(outcome -> page(visit, outcome));
    }

    private static Page page(Visit visit, Outcome<ListArticlesResponse> outcome) {
        String token =
                outcome.answer().map(ListArticlesResponse::getNextPageToken).orElse("");
        String next = token.isEmpty() ? "" : "problems?token=" + Links.encoded(token);
        int looked =
                outcome.answer().map(ListArticlesResponse::getArticlesCount).orElse(0);
        return Page.of("Problems", "problems.jte", Map.of("next", next, "looked", looked))
                .with(TABLE.fill(outcome, answer -> rows(answer.getArticlesList(), visit.now())));
    }

    private static List<List<Cell>> rows(List<Article> articles, Instant now) {
        Map<String, Article> titles = new HashMap<>();
        List<List<Cell>> rows = new ArrayList<>();
        for (Article article : articles) {
            for (Problem problem : of(article, titles, now)) {
                rows.add(List.of(
                        Links.article(article.getArticleId(), article.getTitle()),
                        Cell.time(Moments.of(article.getPublishTime()), now),
                        problem.what(),
                        Cell.text(problem.why())));
            }
        }
        return rows;
    }

    private record Problem(Cell what, String why) {}

    private static List<Problem> of(Article article, Map<String, Article> titles, Instant now) {
        List<Problem> found = new ArrayList<>();
        String title = article.getTitle().strip().toLowerCase(Locale.ROOT);
        @Nullable Article same = title.isEmpty() ? null : titles.putIfAbsent(title, article);
        if (title.isEmpty()) {
            found.add(new Problem(
                    new Cell.Badge("no title", "bad"), "nobody opens it, and nothing is known of its words"));
        } else if (same != null) {
            Cell other = Links.article(same.getArticleId());
            found.add(new Problem(
                    Cell.group(new Cell.Badge("same title", "warn"), other), "one of the two is left off a page"));
        }
        if (article.getTopicsCount() == 0) {
            found.add(
                    new Problem(new Cell.Badge("no topics", "warn"), "variety, filters and new readers go by topics"));
        }
        if (article.getSummary().isBlank()) {
            found.add(new Problem(
                    new Cell.Badge("no summary", "plain"), "before it has readers its words are all that is known"));
        }
        if (Moments.of(article.getPublishTime()).isAfter(now.plus(AHEAD_DAYS_MAX, ChronoUnit.DAYS))) {
            found.add(
                    new Problem(new Cell.Badge("far ahead", "warn"), "it is not recommended before its publish_time"));
        }
        return found;
    }
}
