package io.reco.server.console.screen;

import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.GetReaderRequest;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.server.console.table.Links;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** Where what was typed into the box leads: to the article or the reader of that id, else to the articles with these words. */
public final class Find {

    private Find() {}

    /** The address of the page that has it. */
    public static CompletableFuture<String> address(Visit visit) {
        String typed = visit.query().text("q");
        if (typed.isEmpty()) {
            return CompletableFuture.completedFuture("articles");
        }
        String words = "articles?words=" + Links.encoded(typed);
        if (!typed.matches("[!-~]{1,128}")) {
            return CompletableFuture.completedFuture(words);
        }
        return visit.call(
                        CatalogServiceGrpc.getGetArticlesMethod(),
                        GetArticlesRequest.newBuilder().addArticleIds(typed).build())
                .thenCompose(articles -> has(articles)
                        ? CompletableFuture.completedFuture(Links.articleAddress(typed))
                        : reader(visit, typed).thenApply(there -> there ? Links.readerAddress(typed) : words));
    }

    private static boolean has(Outcome<GetArticlesResponse> articles) {
        return articles.answer()
                .map(answer -> answer.getArticlesCount() + answer.getDeletedArticleIdsCount() > 0)
                .orElse(false);
    }

    private static CompletableFuture<Boolean> reader(Visit visit, String id) {
        GetReaderRequest request =
                GetReaderRequest.newBuilder().setReaderId(id).setPageSize(1).build();
        return visit.call(ReaderServiceGrpc.getGetReaderMethod(), request)
                .thenApply(outcome -> outcome.answer().map(Find::isKnown).orElse(false));
    }

    private static boolean isKnown(GetReaderResponse reader) {
        return reader.getActionCount() + reader.getPageCount() > 0;
    }
}
