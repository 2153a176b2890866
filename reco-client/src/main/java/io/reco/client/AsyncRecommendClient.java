package io.reco.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The calls of {@link RecommendClient} as futures. They promise the same and fail with the same {@link RecommendException}
 * (as the cause, where {@code get} or {@code join} wraps it).
 *
 * <p>Cancelling a future that a method here returned cancels the call on the server too. Futures derived from it with
 * {@code thenApply} and the like do not pass a cancellation back; that is {@code CompletableFuture}'s nature.
 */
public interface AsyncRecommendClient {
    /** See {@link RecommendClient#recommend(int, int)}. */
    CompletableFuture<Page> recommend(int reader, int count);

    /** See {@link RecommendClient#recommend(int, int, Instant)}. */
    CompletableFuture<Page> recommend(int reader, int count, Instant at);

    /** See {@link RecommendClient#recommendWithDetails}. */
    CompletableFuture<DetailedPage> recommendWithDetails(int reader, int count);

    /** See {@link RecommendClient#articles}. */
    CompletableFuture<FoundArticles> articles(Collection<Integer> ids);

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

    /** See {@link RecommendClient#delete}. */
    CompletableFuture<DeleteResult> delete(Collection<Integer> ids);

    /** See {@link RecommendClient#isServing}. */
    CompletableFuture<Boolean> isServing();
}
