package io.reco.client.internal.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.client.AsyncRecommendClient;
import io.reco.client.Fallback;
import io.reco.client.Operation;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;
import io.reco.client.Refused;
import io.reco.client.Violation;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.internal.channel.CallTerms;
import io.reco.client.internal.channel.Connection;
import io.reco.client.internal.future.Futures;
import io.reco.client.internal.repeat.Patience;
import io.reco.client.internal.wire.Chunks;
import io.reco.client.internal.wire.Failures;
import io.reco.client.internal.wire.Wire;
import io.reco.client.page.DetailedPage;
import io.reco.client.page.Page;

/** Every call, as request, method and decoding; the blocking client waits for these. */
final class AsyncClient implements AsyncRecommendClient {
    private static final int LIST_PAGE_SIZE = 500;

    private final Connection connection;
    private final CallTerms terms;
    private final @Nullable Fallback fallback;

    AsyncClient(Connection connection, CallTerms terms, @Nullable Fallback fallback) {
        this.connection = connection;
        this.terms = terms;
        this.fallback = fallback;
    }

    AsyncClient withDeadline(Duration deadline) {
        return new AsyncClient(connection, terms.withDeadline(deadline), fallback);
    }

    AsyncClient waitingForReady() {
        return new AsyncClient(connection, terms.waitingForReady(), fallback);
    }

    AsyncClient withPatience(Patience patience) {
        return new AsyncClient(connection, terms.withPatience(patience), fallback);
    }

    @Override
    public CompletableFuture<Page> recommend(String reader, int count) {
        RecommendRequest.Builder request = request(reader, count);
        if (!reader.isEmpty()) {
            // The server's clock stamps the page; the id lets every attempt find the page of the first.
            request.setRequestId(UUID.randomUUID().toString());
        }
        CompletableFuture<Page> page = page(reader, request.build());
        Fallback degraded = fallback;
        return degraded == null
                ? page
                : Futures.recover(page, failure -> degradedPage(degraded, reader, count, failure));
    }

    @Override
    public CompletableFuture<Page> recommend(String reader, int count, Instant at) {
        return page(
                reader, request(reader, count).setPageTime(Wire.timestamp(at)).build());
    }

    private static RecommendRequest.Builder request(String reader, int count) {
        return RecommendRequest.newBuilder().setReaderId(reader).setPageSize(count);
    }

    private CompletableFuture<Page> page(String reader, RecommendRequest request) {
        return connection.call(
                Operation.RECOMMEND,
                RecommendServiceGrpc.getRecommendMethod(),
                request,
                new Metadata(),
                terms,
                response -> Wire.page(reader, response));
    }

    private static Page degradedPage(Fallback fallback, String reader, int count, Throwable failure) throws Throwable {
        if (!(failure instanceof RecommendException refused) || !degradable(refused.code())) {
            throw failure;
        }
        try {
            return new Page(reader, Instant.EPOCH, "", fallback.articles(reader, count), true);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static boolean degradable(Code code) {
        return code == Code.UNAVAILABLE || code == Code.DEADLINE_EXCEEDED || code == Code.RESOURCE_EXHAUSTED;
    }

    @Override
    public CompletableFuture<DetailedPage> recommendWithDetails(String reader, int count) {
        return Futures.then(
                recommend(reader, count),
                page -> Futures.map(articles(page.articleIds()), details -> new DetailedPage(page, details)));
    }

    @Override
    public CompletableFuture<FoundArticles> articles(Collection<String> ids) {
        List<ArticleDetails> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        Deque<List<String>> chunks = new ArrayDeque<>(Chunks.ofIds(List.copyOf(ids)));
        return Futures.eachInTurn(
                untilEmpty(chunks),
                this::getArticles,
                (chunk, response) -> {
                    response.getArticlesList().forEach(article -> found.add(Wire.details(article)));
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

    private CompletableFuture<GetArticlesResponse> getArticles(List<String> ids) {
        return connection.call(
                Operation.ARTICLES,
                CatalogServiceGrpc.getGetArticlesMethod(),
                GetArticlesRequest.newBuilder().addAllArticleIds(ids).build(),
                new Metadata(),
                terms,
                Function.identity());
    }

    @Override
    public CompletableFuture<ReportResult> report(Collection<Event> events) {
        Outcome<Event> outcome = new Outcome<>(List.copyOf(events));
        List<Event> duplicates = new ArrayList<>();
        return Futures.eachInTurn(
                Chunks.ofMessages(outcome.sent.stream().map(Wire::event).toList())
                        .iterator(),
                this::reportEvents,
                (chunk, response) -> {
                    for (int index : response.getDuplicateIndexesList()) {
                        duplicates.add(outcome.at(index));
                    }
                    for (Refusal refusal : response.getRefusalsList()) {
                        outcome.refuse(refusal.getIndex(), Failures.violations(refusal));
                    }
                    outcome.next(chunk.size(), response.getAcceptedCount());
                },
                () -> new ReportResult(outcome.taken, duplicates, outcome.refused));
    }

    private CompletableFuture<ReportEventsResponse> reportEvents(List<io.reco.api.v1.Event> events) {
        return connection.call(
                Operation.REPORT,
                FeedbackServiceGrpc.getReportEventsMethod(),
                ReportEventsRequest.newBuilder().addAllEvents(events).build(),
                new Metadata(),
                terms,
                Function.identity());
    }

    @Override
    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles) {
        return upsert(articles, UpsertArticlesRequest.getDefaultInstance());
    }

    @Override
    public CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, Set<ArticleField> fields) {
        return upsert(
                articles,
                UpsertArticlesRequest.newBuilder()
                        .setUpdateMask(Wire.mask(fields))
                        .build());
    }

    /** Sends the articles in requests that are otherwise like this one. */
    private CompletableFuture<UpsertResult> upsert(Collection<ArticleDetails> articles, UpsertArticlesRequest like) {
        Outcome<ArticleDetails> outcome = new Outcome<>(List.copyOf(articles));
        return Futures.eachInTurn(
                Chunks.ofMessages(outcome.sent.stream().map(Wire::article).toList())
                        .iterator(),
                chunk -> upsertArticles(like.toBuilder().addAllArticles(chunk).build()),
                (chunk, response) -> {
                    for (Refusal refusal : response.getRefusalsList()) {
                        outcome.refuse(refusal.getIndex(), Failures.violations(refusal));
                    }
                    outcome.next(chunk.size(), response.getUpsertedCount());
                },
                () -> new UpsertResult(outcome.taken, outcome.refused));
    }

    private CompletableFuture<UpsertArticlesResponse> upsertArticles(UpsertArticlesRequest request) {
        return connection.call(
                Operation.UPSERT,
                CatalogServiceGrpc.getUpsertArticlesMethod(),
                request,
                new Metadata(),
                terms,
                Function.identity());
    }

    @Override
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
        return connection.call(
                Operation.DELETE,
                CatalogServiceGrpc.getDeleteArticlesMethod(),
                DeleteArticlesRequest.newBuilder().addAllArticleIds(ids).build(),
                new Metadata(),
                terms,
                Function.identity());
    }

    /** One piece of the catalogue; an empty token starts at its beginning. */
    CompletableFuture<ListArticlesResponse> listArticles(String pageToken) {
        return connection.call(
                Operation.LIST,
                CatalogServiceGrpc.getListArticlesMethod(),
                ListArticlesRequest.newBuilder()
                        .setPageSize(LIST_PAGE_SIZE)
                        .setPageToken(pageToken)
                        .build(),
                new Metadata(),
                terms,
                Function.identity());
    }

    @Override
    public CompletableFuture<Boolean> isServing(String service) {
        return connection.call(
                Operation.HEALTH,
                HealthGrpc.getCheckMethod(),
                HealthCheckRequest.newBuilder().setService(service).build(),
                new Metadata(),
                terms,
                response -> response.getStatus() == ServingStatus.SERVING);
    }

    /** What became of items sent in several requests; indexes in answers are those of their own request. */
    private static final class Outcome<T> {
        private final List<T> sent;
        private final List<Refused<T>> refused = new ArrayList<>();
        private int offset;
        private int taken;

        Outcome(List<T> sent) {
            this.sent = sent;
        }

        T at(int index) {
            return sent.get(offset + index);
        }

        void refuse(int index, List<Violation> violations) {
            refused.add(new Refused<>(offset + index, at(index), violations));
        }

        void next(int size, int taken) {
            this.offset += size;
            this.taken += taken;
        }
    }
}
