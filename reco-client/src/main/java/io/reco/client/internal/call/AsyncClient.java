package io.reco.client.internal.call;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.client.AsyncRecommendClient;
import io.reco.client.Fallback;
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
import io.reco.client.internal.backup.FolderBackup;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.request.Caller;
import io.reco.client.internal.request.CatalogCalls;
import io.reco.client.internal.request.FeedbackCalls;
import io.reco.client.internal.request.OperationsCalls;
import io.reco.client.internal.request.PageCalls;
import io.reco.client.internal.request.ReaderCalls;
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

/** Every call as a future; the blocking client waits for these. */
final class AsyncClient implements AsyncRecommendClient {
    private final Caller caller;
    private final @Nullable Fallback fallback;
    private final PageCalls pages;
    private final CatalogCalls catalog;
    private final FeedbackCalls feedback;
    private final ReaderCalls readers;
    private final OperationsCalls operations;

    AsyncClient(Caller caller, @Nullable Fallback fallback) {
        this.caller = caller;
        this.fallback = fallback;
        this.pages = new PageCalls(caller, fallback);
        this.catalog = new CatalogCalls(caller);
        this.feedback = new FeedbackCalls(caller);
        this.readers = new ReaderCalls(caller);
        this.operations = new OperationsCalls(caller);
    }

    AsyncClient withDeadline(Duration deadline) {
        return new AsyncClient(caller.withDeadline(deadline), fallback);
    }

    AsyncClient waitingForReady() {
        return new AsyncClient(caller.waitingForReady(), fallback);
    }

    AsyncClient withPatience(Patience patience) {
        return new AsyncClient(caller.withPatience(patience), fallback);
    }

    AsyncClient onlyValidating() {
        return new AsyncClient(caller.onlyValidating(), fallback);
    }

    CatalogCalls catalog() {
        return catalog;
    }

    FeedbackCalls feedback() {
        return feedback;
    }

    ReaderCalls readers() {
        return readers;
    }

    @Override
    public CompletableFuture<Page> recommend(PageRequest request) {
        return pages.recommend(request);
    }

    @Override
    public CompletableFuture<Page> related(RelatedRequest request) {
        return pages.related(request);
    }

    @Override
    public CompletableFuture<List<RecommendedArticle>> top(TopRequest request) {
        return pages.top(request);
    }

    @Override
    public CompletableFuture<Explanation> explain(String exposureToken, Collection<String> absentArticles) {
        return pages.explain(exposureToken, absentArticles);
    }

    @Override
    public CompletableFuture<Explanation> explain(
            String reader, String placement, Instant stamp, Collection<String> absentArticles) {
        return pages.explain(reader, placement, stamp, absentArticles);
    }

    @Override
    public CompletableFuture<FoundArticles> articles(Collection<String> ids, ArticleView view) {
        return catalog.articles(ids, view);
    }

    @Override
    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles) {
        return catalog.upsert(articles);
    }

    @Override
    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, Set<ArticleField> fields) {
        return catalog.upsert(articles, fields);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(Collection<String> ids) {
        return catalog.delete(ids);
    }

    @Override
    public CompletableFuture<Long> listArticles(ArticleQuery query, Consumer<? super ArticleDetails> taker) {
        return catalog.listAll(query, taker);
    }

    @Override
    public CompletableFuture<ReportResult> report(Collection<Event> events) {
        return feedback.report(events);
    }

    @Override
    public CompletableFuture<Void> watch(WatchRequest request, Consumer<? super WatchedEvents> taker) {
        return feedback.watch(request, taker);
    }

    @Override
    public CompletableFuture<ReaderProfile> reader(String reader) {
        return readers.profile(reader);
    }

    @Override
    public CompletableFuture<Long> activities(String reader, Consumer<? super Activity> taker) {
        long[] count = {0};
        Deque<String> tokens = new ArrayDeque<>(List.of(""));
        return Futures.eachInTurn(
                ActivityPieces.tokens(tokens),
                token -> readers.activities(reader, ActivityPieces.kind(Activity.class), token),
                (token, piece) -> {
                    ActivityPieces.of(piece, Activity.class).forEach(activity -> {
                        taker.accept(activity);
                        count[0]++;
                    });
                    if (!piece.getNextPageToken().isEmpty()) {
                        tokens.add(piece.getNextPageToken());
                    }
                },
                () -> count[0]);
    }

    @Override
    public CompletableFuture<Preferences> update(Preferences preferences) {
        return readers.update(preferences);
    }

    @Override
    public CompletableFuture<Preferences> update(Preferences preferences, Set<Preferences.Field> fields) {
        return readers.update(preferences, fields);
    }

    @Override
    public CompletableFuture<MergeResult> merge(String from, String into) {
        return merge(from, into, UUID.randomUUID().toString());
    }

    @Override
    public CompletableFuture<MergeResult> merge(String from, String into, String requestId) {
        return readers.merge(from, into, requestId);
    }

    @Override
    public CompletableFuture<Void> export(String reader, Consumer<? super ReaderRecord> taker) {
        return readers.export(reader, taker);
    }

    @Override
    public CompletableFuture<ErasureReceipt> erase(String reader) {
        return readers.erase(reader);
    }

    @Override
    public CompletableFuture<ServerStatus> status() {
        return operations.status();
    }

    @Override
    public CompletableFuture<ArticleFunnel> funnel(String articleId, int hours) {
        return operations.funnel(articleId, hours);
    }

    @Override
    public CompletableFuture<Quality> quality() {
        return operations.quality();
    }

    @Override
    public CompletableFuture<List<RecentRefusal>> refusals(int max) {
        return operations.refusals(max);
    }

    @Override
    public CompletableFuture<BackupResult> backup(BackupSink sink) {
        return operations.backup(sink);
    }

    @Override
    public CompletableFuture<BackupResult> backup(Path folder) {
        FolderBackup backup = FolderBackup.begin(folder);
        return Futures.recover(Futures.map(operations.backup(backup), backup::complete), failure -> {
            backup.abandon();
            throw failure;
        });
    }

    @Override
    public CompletableFuture<Boolean> isServing(String service) {
        return operations.isServing(service);
    }
}
