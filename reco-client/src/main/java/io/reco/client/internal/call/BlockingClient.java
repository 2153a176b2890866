package io.reco.client.internal.call;

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
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.internal.argument.Durations;
import io.reco.client.internal.argument.Ids;
import io.reco.client.internal.channel.CallTerms;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.report.BufferedReporter;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Failures;
import io.reco.client.internal.wire.Wire;
import io.reco.client.page.DetailedPage;
import io.reco.client.page.Page;

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
                new AsyncClient(connection, terms, fallback), new OpenResources(connection, closeTimeout));
    }

    @Override
    public Page recommend(String reader, int count) {
        return await(Operation.RECOMMEND, async.recommend(reader, count));
    }

    @Override
    public Page recommend(String reader, int count, Instant at) {
        return await(Operation.RECOMMEND, async.recommend(reader, count, at));
    }

    @Override
    public Stream<Page> history(String reader, int count) {
        Ids.require("reader", reader);
        return LazyPages.of(
                () -> Optional.of(await(Operation.RECOMMEND, async.recommend(reader, count))),
                page -> older(page, count));
    }

    @Override
    public Stream<Page> historyBefore(Page page, int count) {
        Ids.require("reader", page.reader());
        return LazyPages.of(() -> older(page, count), next -> older(next, count));
    }

    /** The page before this one; empty at the end of the history. A page made by the fallback has none before it. */
    private Optional<Page> older(Page page, int count) {
        if (page.stamp().equals(Instant.EPOCH)) {
            return Optional.empty();
        }
        Page older = recommend(page.reader(), count, page.stamp().minusMillis(1));
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
    public DetailedPage recommendWithDetails(String reader, int count) {
        return await(Operation.RECOMMEND, async.recommendWithDetails(reader, count));
    }

    @Override
    public FoundArticles articles(Collection<String> ids) {
        return await(Operation.ARTICLES, async.articles(ids));
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
    public Stream<ArticleDetails> listArticles() {
        return LazyPages.of(
                        () -> Optional.of(listArticles("")),
                        piece -> piece.getNextPageToken().isEmpty()
                                ? Optional.empty()
                                : Optional.of(listArticles(piece.getNextPageToken())))
                .flatMap(piece -> piece.getArticlesList().stream())
                .map(Wire::details);
    }

    private ListArticlesResponse listArticles(String pageToken) {
        return await(Operation.LIST, async.listArticles(pageToken));
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
