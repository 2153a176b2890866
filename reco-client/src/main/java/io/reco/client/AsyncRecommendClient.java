package io.reco.client;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleView;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.feedback.WatchedEvents;
import io.reco.client.internal.argument.Ids;
import io.reco.client.operations.ArticleFunnel;
import io.reco.client.operations.BackupResult;
import io.reco.client.operations.BackupSink;
import io.reco.client.operations.Quality;
import io.reco.client.operations.RecentRefusal;
import io.reco.client.operations.ServerStatus;
import io.reco.client.page.Explanation;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.RelatedRequest;
import io.reco.client.page.TopRequest;
import io.reco.client.reader.Activity;
import io.reco.client.reader.ErasureReceipt;
import io.reco.client.reader.MergeResult;
import io.reco.client.reader.Preferences;
import io.reco.client.reader.ReaderProfile;
import io.reco.client.reader.ReaderRecord;

/**
 * The calls of {@link RecommendClient} as futures. They promise the same and fail with the same {@link RecommendException}
 * (as the cause, where {@code get} or {@code join} wraps it).
 *
 * <p>Cancelling a future that a method here returned cancels the call on the server too. Futures derived from it with
 * {@code thenApply} and the like do not pass a cancellation back; that is {@code CompletableFuture}'s nature.
 */
public interface AsyncRecommendClient {
    /** See {@link RecommendClient#recommend(String, int)}. */
    default CompletableFuture<Page> recommend(String reader, int count) {
        return recommend(PageRequest.of(reader).count(count).build());
    }

    /** See {@link RecommendClient#recommend(long, int)}. */
    default CompletableFuture<Page> recommend(long reader, int count) {
        return recommend(Ids.of("reader", reader), count);
    }

    /** See {@link RecommendClient#recommend(String, int, Instant)}. */
    default CompletableFuture<Page> recommend(String reader, int count, Instant at) {
        return recommend(PageRequest.of(reader).count(count).at(at).build());
    }

    /** See {@link RecommendClient#recommend(long, int, Instant)}. */
    default CompletableFuture<Page> recommend(long reader, int count, Instant at) {
        return recommend(Ids.of("reader", reader), count, at);
    }

    /** See {@link RecommendClient#recommend(PageRequest)}. */
    CompletableFuture<Page> recommend(PageRequest request);

    /** See {@link RecommendClient#recommendWithDetails(String, int)}. */
    default CompletableFuture<Page> recommendWithDetails(String reader, int count) {
        return recommend(PageRequest.of(reader).count(count).details().build());
    }

    /** See {@link RecommendClient#recommendWithDetails(long, int)}. */
    default CompletableFuture<Page> recommendWithDetails(long reader, int count) {
        return recommendWithDetails(Ids.of("reader", reader), count);
    }

    /** See {@link RecommendClient#related(String, int)}. */
    default CompletableFuture<Page> related(String article, int count) {
        return related(RelatedRequest.of(article).count(count).build());
    }

    /** See {@link RecommendClient#related(RelatedRequest)}. */
    CompletableFuture<Page> related(RelatedRequest request);

    /** See {@link RecommendClient#top(TopRequest.Kind, int)}. */
    default CompletableFuture<List<RecommendedArticle>> top(TopRequest.Kind kind, int count) {
        return top(TopRequest.of(kind).count(count).build());
    }

    /** See {@link RecommendClient#top(TopRequest)}. */
    CompletableFuture<List<RecommendedArticle>> top(TopRequest request);

    /** See {@link RecommendClient#explain(Page, String...)}. */
    default CompletableFuture<Explanation> explain(Page page, String... absentArticles) {
        return explain(page.exposureToken(), Arrays.asList(absentArticles));
    }

    /** See {@link RecommendClient#explain(String, Collection)}. */
    CompletableFuture<Explanation> explain(String exposureToken, Collection<String> absentArticles);

    /** See {@link RecommendClient#explain(String, String, Instant, Collection)}. */
    CompletableFuture<Explanation> explain(
            String reader, String placement, Instant stamp, Collection<String> absentArticles);

    /** See {@link RecommendClient#articles(Collection)}. */
    default CompletableFuture<FoundArticles> articles(Collection<String> ids) {
        return articles(ids, ArticleView.BASIC);
    }

    /** See {@link RecommendClient#articles(Collection, ArticleView)}. */
    CompletableFuture<FoundArticles> articles(Collection<String> ids, ArticleView view);

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

    /**
     * See {@link RecommendClient#watch}. Each answer is handed over on a thread of the client, the next one when the one
     * before was taken; remember its {@linkplain WatchedEvents#position() position} to go on later. Ends with a failure, or
     * when it is cancelled; what the taker throws ends it, too.
     */
    CompletableFuture<Void> watch(WatchRequest request, Consumer<? super WatchedEvents> taker);

    /** See {@link RecommendClient#upsert(java.util.stream.Stream)}. */
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

    /**
     * See {@link RecommendClient#listArticles(ArticleQuery)}. Each article is handed over on a thread of the client; the
     * value is how many there were. What the taker throws ends it.
     */
    CompletableFuture<Long> listArticles(ArticleQuery query, Consumer<? super ArticleDetails> taker);

    /** See {@link RecommendClient#reader}. */
    CompletableFuture<ReaderProfile> reader(String reader);

    /** See {@link RecommendClient#activities(String)}; handed over as by {@link #listArticles}. */
    CompletableFuture<Long> activities(String reader, Consumer<? super Activity> taker);

    /** See {@link RecommendClient#update(Preferences)}. */
    CompletableFuture<Preferences> update(Preferences preferences);

    /** See {@link RecommendClient#update(Preferences, Set)}. */
    CompletableFuture<Preferences> update(Preferences preferences, Set<Preferences.Field> fields);

    /** See {@link RecommendClient#merge(String, String)}. */
    CompletableFuture<MergeResult> merge(String from, String into);

    /** See {@link RecommendClient#merge(String, String, String)}. */
    CompletableFuture<MergeResult> merge(String from, String into, String requestId);

    /** See {@link RecommendClient#export}; handed over as by {@link #watch}. */
    CompletableFuture<Void> export(String reader, Consumer<? super ReaderRecord> taker);

    /** See {@link RecommendClient#erase}. */
    CompletableFuture<ErasureReceipt> erase(String reader);

    /** See {@link RecommendClient#status}. */
    CompletableFuture<ServerStatus> status();

    /** See {@link RecommendClient#funnel}. */
    CompletableFuture<ArticleFunnel> funnel(String articleId, int hours);

    /** See {@link RecommendClient#funnel}. */
    default CompletableFuture<ArticleFunnel> funnel(long articleId, int hours) {
        return funnel(Ids.of("articleId", articleId), hours);
    }

    /** See {@link RecommendClient#quality}. */
    CompletableFuture<Quality> quality();

    /** See {@link RecommendClient#refusals}. */
    CompletableFuture<List<RecentRefusal>> refusals(int max);

    /** See {@link RecommendClient#backup(BackupSink)}; the sink is used on threads of the client. */
    CompletableFuture<BackupResult> backup(BackupSink sink);

    /** See {@link RecommendClient#backup(Path)}; the folder is made before this returns. */
    CompletableFuture<BackupResult> backup(Path folder);

    /** See {@link RecommendClient#isServing()}. */
    default CompletableFuture<Boolean> isServing() {
        return isServing("");
    }

    /** See {@link RecommendClient#isServing(String)}. */
    CompletableFuture<Boolean> isServing(String service);
}
