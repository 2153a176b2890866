package io.reco.client.internal.request;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.client.Operation;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleView;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.wire.Articles;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Failures;

/** Calls about the catalogue. */
public record CatalogCalls(Caller caller) {
    private static final int LIST_PAGE_SIZE = 500;

    public CompletableFuture<FoundArticles> articles(Collection<String> ids, ArticleView view) {
        List<ArticleDetails> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        Deque<List<String>> chunks = new ArrayDeque<>(Chunks.ofIds(List.copyOf(ids)));
        return Futures.eachInTurn(
                untilEmpty(chunks),
                chunk -> getArticles(chunk, view),
                (chunk, response) -> {
                    response.getArticlesList().forEach(article -> found.add(Articles.details(article)));
                    missing.addAll(response.getMissingArticleIdsList());
                    deleted.addAll(response.getDeletedArticleIdsList());
                    if (response.getRemainingArticleIdsCount() > 0) {
                        chunks.addFirst(response.getRemainingArticleIdsList());
                    }
                },
                () -> new FoundArticles(found, missing, deleted));
    }

    /** Takes the chunks off one by one; more may come meanwhile. */
    private static <T> Iterator<T> untilEmpty(Deque<T> chunks) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !chunks.isEmpty();
            }

            @Override
            public T next() {
                return chunks.removeFirst();
            }
        };
    }

    private CompletableFuture<GetArticlesResponse> getArticles(List<String> ids, ArticleView view) {
        return caller.call(
                Operation.ARTICLES,
                CatalogServiceGrpc.getGetArticlesMethod(),
                GetArticlesRequest.newBuilder()
                        .addAllArticleIds(ids)
                        .setView(Articles.view(view))
                        .build());
    }

    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles) {
        return upsert(articles, UpsertArticlesRequest.getDefaultInstance());
    }

    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, Set<ArticleField> fields) {
        return upsert(
                articles,
                UpsertArticlesRequest.newBuilder()
                        .setUpdateMask(Articles.updateMask(fields))
                        .build());
    }

    private CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, UpsertArticlesRequest terms) {
        Outcome<ArticleDetails> outcome = new Outcome<>(List.copyOf(articles));
        return Futures.eachInTurn(
                Chunks.ofMessages(outcome.sent().stream().map(Articles::message).toList())
                        .iterator(),
                chunk -> upsertArticles(terms.toBuilder()
                        .addAllArticles(chunk)
                        .setValidateOnly(caller.validateOnly())
                        .build()),
                (chunk, response) -> {
                    for (Refusal refusal : response.getRefusalsList()) {
                        outcome.refuse(refusal.getIndex(), Failures.violations(refusal));
                    }
                    outcome.next(chunk.size(), response.getUpsertedCount());
                },
                () -> new UpsertResult(outcome.taken(), outcome.refused()));
    }

    /** With an etag it is sent once: a second attempt would find the etag that the first one made, and be refused. */
    private CompletableFuture<UpsertArticlesResponse> upsertArticles(UpsertArticlesRequest request) {
        boolean once = request.getArticlesList().stream().map(Article::getEtag).anyMatch(etag -> !etag.isEmpty());
        return once
                ? caller.callOnce(Operation.UPSERT, CatalogServiceGrpc.getUpsertArticlesMethod(), request)
                : caller.call(Operation.UPSERT, CatalogServiceGrpc.getUpsertArticlesMethod(), request);
    }

    public CompletableFuture<DeleteResult> delete(Collection<String> ids) {
        int[] deleted = {0};
        List<String> missing = new ArrayList<>();
        return Futures.eachInTurn(
                Chunks.ofIds(List.copyOf(ids)).iterator(),
                this::deleteArticles,
                (chunk, response) -> {
                    deleted[0] += response.getDeletedCount();
                    missing.addAll(response.getMissingArticleIdsList());
                },
                () -> new DeleteResult(deleted[0], missing));
    }

    private CompletableFuture<DeleteArticlesResponse> deleteArticles(List<String> ids) {
        return caller.call(
                Operation.DELETE,
                CatalogServiceGrpc.getDeleteArticlesMethod(),
                DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(ids)
                        .setValidateOnly(caller.validateOnly())
                        .build());
    }

    /** One piece of the catalogue; an empty token starts at its beginning. */
    public CompletableFuture<ListArticlesResponse> list(ArticleQuery query, String pageToken) {
        ListArticlesRequest request = Articles.list(query)
                .setPageSize(LIST_PAGE_SIZE)
                .setPageToken(pageToken)
                .build();
        return caller.call(Operation.LIST, CatalogServiceGrpc.getListArticlesMethod(), request);
    }

    /** All pieces, one after the other; the value is how many articles there were. */
    public CompletableFuture<Long> listAll(ArticleQuery query, Consumer<? super ArticleDetails> taker) {
        long[] count = {0};
        Deque<String> tokens = new ArrayDeque<>(List.of(""));
        return Futures.eachInTurn(
                untilEmpty(tokens),
                token -> list(query, token),
                (token, piece) -> {
                    for (Article article : piece.getArticlesList()) {
                        taker.accept(Articles.details(article));
                        count[0]++;
                    }
                    if (!piece.getNextPageToken().isEmpty()) {
                        tokens.add(piece.getNextPageToken());
                    }
                },
                () -> count[0]);
    }
}
