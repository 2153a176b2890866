package io.reco.server.console.screen.article;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.FieldMask;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.Result;
import io.reco.server.access.Permissions;
import io.reco.server.console.answer.Page;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** How is this article doing, to whom does it get, and why not to others? */
public final class OneArticle implements Screen {

    private static final int RELATED = 10;
    private static final Table RELATED_TABLE = Table.of(
            "related", "Related", "Nothing is related.", "Article", "Published", "What speaks for it", "Views");
    private static final FieldMask FIELDS =
            FieldMask.newBuilder().addAllPaths(List.of("title", "publish_time")).build();

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return show(visit, "");
    }

    /** With what was said to a change of it; empty for nothing. */
    CompletableFuture<Page> show(Visit visit, String said) {
        String id = visit.query().text("id");
        CompletableFuture<Outcome<GetArticlesResponse>> article =
                visit.call(CatalogServiceGrpc.getGetArticlesMethod(), asked(visit, id));
        CompletableFuture<Table> related = visit.call(RecommendServiceGrpc.getRelatedArticlesMethod(), asked(visit))
                .thenApply(outcome -> RELATED_TABLE.fill(outcome, answer -> rows(answer.getResultsList(), visit)));
        CompletableFuture<Funnel> funnel = Funnel.of(visit, id);
        CompletableFuture<Optional<WhyNot>> why = WhyNot.of(visit, id);
        return article.thenCombine(
                        related, (found, table) -> page(visit, id, found, said).with(table))
                .thenCombine(funnel, (page, known) -> known.on(page))
                .thenCombine(
                        why,
                        (page, reason) ->
                                reason.map(known -> page.with("why", known)).orElse(page));
    }

    private static GetArticlesRequest asked(Visit visit, String id) {
        return GetArticlesRequest.newBuilder()
                .addArticleIds(id)
                .setView(seesLiveOnly(visit) ? ArticleView.ARTICLE_VIEW_BASIC : ArticleView.ARTICLE_VIEW_FULL)
                .build();
    }

    private static boolean seesLiveOnly(Visit visit) {
        return visit.visitor().caller().map(Permissions::seesLiveOnly).orElse(true);
    }

    private static RelatedArticlesRequest asked(Visit visit) {
        return RelatedArticlesRequest.newBuilder()
                .setArticleId(visit.query().text("id"))
                .setPageSize(RELATED)
                .setReadMask(FIELDS)
                .build();
    }

    private static List<List<Cell>> rows(List<Result> results, Visit visit) {
        return results.stream()
                .map(result -> List.of(
                        Links.article(result.getArticleId(), result.getArticle().getTitle()),
                        Cell.time(Moments.of(result.getArticle().getPublishTime()), visit.now()),
                        Cell.text(Terms.of(result.getSource())),
                        Cell.count(result.getStats().getViews())))
                .toList();
    }

    private static Page page(Visit visit, String id, Outcome<GetArticlesResponse> found, String said) {
        Optional<Article> article = found.answer()
                .flatMap(answer -> answer.getArticlesList().stream().findFirst());
        boolean deleted = found.answer()
                .map(answer -> answer.getDeletedArticleIdsCount() > 0)
                .orElse(false);
        Map<String, Object> model = new HashMap<>(Map.of(
                "id",
                id,
                "found",
                found.map(answer -> article.map(Article::getArticleId).orElse("")),
                "deleted",
                deleted,
                "said",
                said,
                "reader",
                visit.query().text("reader"),
                "form",
                visit.may(CatalogServiceGrpc.getUpsertArticlesMethod()) ? visit.formToken(ArticleChange.ACTION) : ""));
        article.ifPresent(known -> model.put("seen", Seen.of(known, visit.now(), seesLiveOnly(visit))));
        return Page.of(
                article.map(Article::getTitle).filter(title -> !title.isEmpty()).orElse("Article " + id),
                "article.jte",
                model);
    }
}
