package io.reco.client.internal.request;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.ExplainExposureRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.client.Fallback;
import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.wire.Pages;
import io.reco.client.internal.wire.Times;
import io.reco.client.page.Explanation;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.RelatedRequest;
import io.reco.client.page.TopRequest;

/**
 * Calls for pages.
 *
 * @param fallback makes a new page when no server could; null: nobody does
 */
public record PageCalls(Caller caller, @Nullable Fallback fallback) {
    public CompletableFuture<Page> recommend(PageRequest asked) {
        PageRequest request = withId(asked);
        RecommendRequest.Builder message = Pages.recommend(request);
        if (caller.validateOnly()) {
            message.setValidateOnly(true);
        }
        CompletableFuture<Page> page = caller.call(
                Operation.RECOMMEND,
                RecommendServiceGrpc.getRecommendMethod(),
                message.build(),
                response -> Pages.page(request, response));
        Fallback degraded = fallback;
        return degraded == null || request.at().isPresent() || request.look()
                ? page
                : Futures.recover(page, failure -> degradedPage(degraded, request, failure));
    }

    /** The server's clock stamps a page of now; the id lets every attempt find the page of the first. */
    private static PageRequest withId(PageRequest request) {
        boolean isKept = !request.reader().isEmpty() && request.at().isEmpty() && !request.look();
        return isKept && request.requestId().isEmpty()
                ? request.toBuilder().requestId(UUID.randomUUID().toString()).build()
                : request;
    }

    private static Page degradedPage(Fallback fallback, PageRequest request, Throwable failure) throws Throwable {
        if (!(failure instanceof RecommendException refused) || !degradable(refused.code())) {
            throw failure;
        }
        try {
            return new Page(
                    request.reader(),
                    request.placement(),
                    Instant.EPOCH,
                    "",
                    fallback.articles(request.reader(), request.count()),
                    true,
                    List.of());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static boolean degradable(Code code) {
        return code == Code.UNAVAILABLE || code == Code.DEADLINE_EXCEEDED || code == Code.RESOURCE_EXHAUSTED;
    }

    public CompletableFuture<Page> related(RelatedRequest request) {
        var message = Pages.related(request);
        return caller.call(
                Operation.RELATED,
                RecommendServiceGrpc.getRelatedArticlesMethod(),
                caller.validateOnly()
                        ? message.toBuilder().setValidateOnly(true).build()
                        : message,
                response -> Pages.page(request, response));
    }

    public CompletableFuture<List<RecommendedArticle>> top(TopRequest request) {
        return caller.call(
                Operation.TOP,
                RecommendServiceGrpc.getListTopArticlesMethod(),
                Pages.top(request),
                response -> List.copyOf(Pages.articles(response.getResultsList(), request.fields())));
    }

    public CompletableFuture<Explanation> explain(String exposureToken, Collection<String> absentArticles) {
        return explain(ExplainExposureRequest.newBuilder()
                .setExposureToken(exposureToken)
                .addAllAbsentArticleIds(absentArticles)
                .build());
    }

    public CompletableFuture<Explanation> explain(
            String reader, String placement, Instant stamp, Collection<String> absentArticles) {
        return explain(ExplainExposureRequest.newBuilder()
                .setReaderId(reader)
                .setPlacement(placement)
                .setPageTime(Times.timestamp(stamp))
                .addAllAbsentArticleIds(absentArticles)
                .build());
    }

    private CompletableFuture<Explanation> explain(ExplainExposureRequest request) {
        return caller.call(
                Operation.EXPLAIN, RecommendServiceGrpc.getExplainExposureMethod(), request, Pages::explanation);
    }
}
