package io.reco.client.internal.call;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.reco.api.v1.ActivityKind;
import io.reco.api.v1.ExportReaderResponse;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.client.AsyncRecommendClient;
import io.reco.client.Fallback;
import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.Refused;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleView;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.internal.argument.Durations;
import io.reco.client.internal.argument.Ids;
import io.reco.client.internal.channel.CallTerms;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.report.BufferedReporter;
import io.reco.client.internal.request.Caller;
import io.reco.client.internal.stream.Pull;
import io.reco.client.internal.wire.Articles;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Failures;
import io.reco.client.internal.wire.Readers;
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

/** Waits for the calls of {@link AsyncClient}. */
public final class BlockingClient implements RecommendClient {
    private final AsyncClient async;
    private final OpenResources resources;

    private BlockingClient(AsyncClient async, OpenResources resources) {
        this.async = async;
        this.resources = resources;
    }

    /** A client on this connection, which it closes. */
    public static RecommendClient on(
            Connection connection, CallTerms terms, @Nullable Fallback fallback, Duration closeTimeout) {
        return new BlockingClient(
                new AsyncClient(new Caller(connection, terms, false), fallback),
                new OpenResources(connection, closeTimeout));
    }

    @Override
    public Page recommend(PageRequest request) {
        return await(Operation.RECOMMEND, async.recommend(request));
    }

    @Override
    public Stream<Page> history(PageRequest request) {
        Ids.require("reader", request.reader());
        return LazyPages.of(() -> Optional.of(recommend(request)), page -> older(page, request));
    }

    @Override
    public Stream<Page> historyBefore(Page page, int count) {
        Ids.require("reader", page.reader());
        PageRequest request = PageRequest.of(page.reader())
                .count(count)
                .placement(page.placement())
                .build();
        return LazyPages.of(() -> older(page, request), next -> older(next, request));
    }

    /** The page before this one; empty at the end of the history. A page made by the fallback has none before it. */
    private Optional<Page> older(Page page, PageRequest request) {
        if (page.stamp().equals(Instant.EPOCH)) {
            return Optional.empty();
        }
        Page older = recommend(request.toBuilder()
                .requestId("")
                .at(page.stamp().minusMillis(1))
                .build());
        if (older.stamp().equals(Instant.EPOCH)) {
            return Optional.empty();
        }
        if (!older.stamp().isBefore(page.stamp())) {
            throw Failures.local(
                    Operation.RECOMMEND,
                    Code.INTERNAL,
                    "page_time: " + older.stamp() + " (expected: before " + page.stamp() + ")",
                    null);
        }
        return Optional.of(older);
    }

    @Override
    public Page related(RelatedRequest request) {
        return await(Operation.RELATED, async.related(request));
    }

    @Override
    public List<RecommendedArticle> top(TopRequest request) {
        return await(Operation.TOP, async.top(request));
    }

    @Override
    public Explanation explain(String exposureToken, Collection<String> absentArticles) {
        return await(Operation.EXPLAIN, async.explain(exposureToken, absentArticles));
    }

    @Override
    public Explanation explain(String reader, String placement, Instant stamp, Collection<String> absentArticles) {
        return await(Operation.EXPLAIN, async.explain(reader, placement, stamp, absentArticles));
    }

    @Override
    public FoundArticles articles(Collection<String> ids, ArticleView view) {
        return await(Operation.ARTICLES, async.articles(ids, view));
    }

    @Override
    public ReportResult report(Collection<Event> events) {
        return await(Operation.REPORT, async.report(events));
    }

    @Override
    public FeedbackReporter reporter(ReporterOptions options) {
        return resources.start(new BufferedReporter(options, this::report));
    }

    @Override
    public EventWatch watch(WatchRequest request) {
        return new Watch(async.feedback().watch(request), request.position());
    }

    @Override
    public UpsertResult upsert(Stream<ArticleDetails> articles) {
        return upsertInChunks(articles, async::upsert);
    }

    @Override
    public UpsertResult upsert(Stream<ArticleDetails> articles, Set<ArticleField> fields) {
        return upsertInChunks(articles, chunk -> async.upsert(chunk, fields));
    }

    private UpsertResult upsertInChunks(
            Stream<ArticleDetails> articles, Function<List<ArticleDetails>, CompletableFuture<UpsertResult>> call) {
        long upserted = 0;
        int sent = 0;
        List<Refused<ArticleDetails>> refused = new ArrayList<>();
        Iterator<ArticleDetails> rest = articles.iterator();
        while (rest.hasNext()) {
            List<ArticleDetails> chunk = new ArrayList<>(Chunks.ITEMS_MAX);
            while (rest.hasNext() && chunk.size() < Chunks.ITEMS_MAX) {
                chunk.add(rest.next());
            }
            UpsertResult result = await(Operation.UPSERT, call.apply(chunk));
            upserted += result.upserted();
            for (Refused<ArticleDetails> one : result.refused()) {
                refused.add(new Refused<>(sent + one.index(), one.what(), one.violations()));
            }
            sent += chunk.size();
        }
        return new UpsertResult(upserted, refused);
    }

    @Override
    public DeleteResult delete(Collection<String> ids) {
        return await(Operation.DELETE, async.delete(ids));
    }

    @Override
    public Stream<ArticleDetails> listArticles(ArticleQuery query) {
        return LazyPages.of(
                        () -> Optional.of(piece(query, "")),
                        piece -> piece.getNextPageToken().isEmpty()
                                ? Optional.empty()
                                : Optional.of(piece(query, piece.getNextPageToken())))
                .flatMap(piece -> piece.getArticlesList().stream())
                .map(Articles::details);
    }

    private ListArticlesResponse piece(ArticleQuery query, String pageToken) {
        return await(Operation.LIST, async.catalog().list(query, pageToken));
    }

    @Override
    public ReaderProfile reader(String reader) {
        return await(Operation.READER, async.reader(reader));
    }

    @Override
    public <A extends Activity> Stream<A> activities(String reader, Class<A> type) {
        ActivityKind kind = ActivityPieces.kind(type);
        return LazyPages.of(
                        () -> Optional.of(piece(reader, kind, "")),
                        piece -> piece.getNextPageToken().isEmpty()
                                ? Optional.empty()
                                : Optional.of(piece(reader, kind, piece.getNextPageToken())))
                .flatMap(piece -> ActivityPieces.of(piece, type));
    }

    private GetReaderResponse piece(String reader, ActivityKind kind, String pageToken) {
        return await(Operation.READER, async.readers().activities(reader, kind, pageToken));
    }

    @Override
    public Preferences update(Preferences preferences) {
        return await(Operation.UPDATE_READER, async.update(preferences));
    }

    @Override
    public Preferences update(Preferences preferences, Set<Preferences.Field> fields) {
        return await(Operation.UPDATE_READER, async.update(preferences, fields));
    }

    @Override
    public MergeResult merge(String from, String into) {
        return await(Operation.MERGE, async.merge(from, into));
    }

    @Override
    public MergeResult merge(String from, String into, String requestId) {
        return await(Operation.MERGE, async.merge(from, into, requestId));
    }

    @Override
    public Stream<ReaderRecord> export(String reader) {
        Pull<ExportReaderResponse> answers = async.readers().export(reader);
        return LazyPages.of(answers::next, before -> answers.next())
                .map(Readers::exported)
                .flatMap(Optional::stream)
                .onClose(answers::cancel);
    }

    @Override
    public ErasureReceipt erase(String reader) {
        return await(Operation.ERASE, async.erase(reader));
    }

    @Override
    public ServerStatus status() {
        return await(Operation.STATUS, async.status());
    }

    @Override
    public ArticleFunnel funnel(String articleId, int hours) {
        return await(Operation.FUNNEL, async.funnel(articleId, hours));
    }

    @Override
    public Quality quality() {
        return await(Operation.QUALITY, async.quality());
    }

    @Override
    public List<RecentRefusal> refusals(int max) {
        return await(Operation.REFUSALS, async.refusals(max));
    }

    @Override
    public BackupResult backup(BackupSink sink) {
        return await(Operation.BACKUP, async.backup(sink));
    }

    @Override
    public BackupResult backup(Path folder) {
        return await(Operation.BACKUP, async.backup(folder));
    }

    @Override
    public boolean isServing(String service) {
        return await(Operation.HEALTH, async.isServing(service));
    }

    @Override
    public RecommendClient withDeadline(Duration deadline) {
        return new BlockingClient(async.withDeadline(deadline), resources);
    }

    @Override
    public RecommendClient waitingForReady() {
        return new BlockingClient(async.waitingForReady(), resources);
    }

    @Override
    public RecommendClient withPatience(Duration patience, BiConsumer<RecommendException, Duration> listener) {
        return new BlockingClient(
                async.withPatience(new Patience(Durations.positive("patience", patience), listener)), resources);
    }

    @Override
    public RecommendClient onlyValidating() {
        return new BlockingClient(async.onlyValidating(), resources);
    }

    @Override
    public AsyncRecommendClient async() {
        return async;
    }

    @Override
    public void close() {
        resources.close();
    }

    /** Every call under way has a deadline and a guard behind it, so this always comes back. */
    private static <R> R await(Operation operation, CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.local(operation, Code.CANCELLED, "interrupted while waiting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecommendException failure) {
                throw Failures.here(failure);
            }
            if (e.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
