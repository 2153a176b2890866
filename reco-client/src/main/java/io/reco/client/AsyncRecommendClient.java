package io.reco.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.internal.argument.Ids;
import io.reco.client.page.DetailedPage;
import io.reco.client.page.Page;

/**
 * The calls of {@link RecommendClient} as futures. They promise the same and fail with the same {@link RecommendException}
 * (as the cause, where {@code get} or {@code join} wraps it).
 *
 * <p>Cancelling a future that a method here returned cancels the call on the server too. Futures derived from it with
 * {@code thenApply} and the like do not pass a cancellation back; that is {@code CompletableFuture}'s nature.
 */
public interface AsyncRecommendClient {
    /** See {@link RecommendClient#recommend(String, int)}. */
    CompletableFuture<Page> recommend(String reader, int count);

    /** See {@link RecommendClient#recommend(long, int)}. */
    default CompletableFuture<Page> recommend(long reader, int count) {
        return recommend(Ids.of("reader", reader), count);
    }

    /** See {@link RecommendClient#recommend(String, int, Instant)}. */
    CompletableFuture<Page> recommend(String reader, int count, Instant at);

    /** See {@link RecommendClient#recommend(long, int, Instant)}. */
    default CompletableFuture<Page> recommend(long reader, int count, Instant at) {
        return recommend(Ids.of("reader", reader), count, at);
    }

    /** See {@link RecommendClient#recommendWithDetails(String, int)}. */
    CompletableFuture<DetailedPage> recommendWithDetails(String reader, int count);

    /** See {@link RecommendClient#recommendWithDetails(long, int)}. */
    default CompletableFuture<DetailedPage> recommendWithDetails(long reader, int count) {
        return recommendWithDetails(Ids.of("reader", reader), count);
    }

    /** See {@link RecommendClient#articles(Collection)}. */
    CompletableFuture<FoundArticles> articles(Collection<String> ids);

    /** See {@link RecommendClient#articles(String...)}. */
    default CompletableFuture<FoundArticles> articles(String... ids) {
        return articles(Arrays.asList(ids));
    }

    /** See {@link RecommendClient#articles(long...)}. */
    default CompletableFuture<FoundArticles> articles(long... ids) {
        return articles(Ids.of("ids", ids));
    }

    /** See {@link RecommendClient#report(Collection)}. */
    default CompletableFuture<ReportResult> report(Event... events) {
        return report(Arrays.asList(events));
    }

    /** See {@link RecommendClient#report(Collection)}. */
    CompletableFuture<ReportResult> report(Collection<Event> events);

    /** See {@link RecommendClient#upsert(Stream)}. */
    CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles);

    /** See {@link RecommendClient#upsert(java.util.stream.Stream, Set)}. */
    CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, Set<ArticleField> fields);

    /** See {@link RecommendClient#delete(Collection)}. */
    CompletableFuture<DeleteResult> delete(Collection<String> ids);

    /** See {@link RecommendClient#delete(String...)}. */
    default CompletableFuture<DeleteResult> delete(String... ids) {
        return delete(Arrays.asList(ids));
    }

    /** See {@link RecommendClient#delete(long...)}. */
    default CompletableFuture<DeleteResult> delete(long... ids) {
        return delete(Ids.of("ids", ids));
    }

    /** See {@link RecommendClient#isServing()}. */
    default CompletableFuture<Boolean> isServing() {
        return isServing("");
    }

    /** See {@link RecommendClient#isServing(String)}. */
    CompletableFuture<Boolean> isServing(String service);
}
