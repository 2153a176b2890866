package io.reco.server.tool.remote;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.google.protobuf.FieldMask;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc.FeedbackServiceBlockingStub;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.domain.Limits;

/**
 * The calls of an import, and of whoever measures a server. Those that write may be repeated, and are: events are known by
 * their ids, articles replace themselves. Safe for use by many threads.
 */
public final class RemoteService implements AutoCloseable {

    private static final long DEADLINE_S = 60;

    private final ManagedChannel channel;
    private final Attempts attempts;

    public RemoteService(Target target, Attempts attempts) {
        this.channel = target.open();
        this.attempts = attempts;
    }

    public ServingStatus status() {
        return Health.check(channel, "");
    }

    /** Writes these fields of articles, or adds articles that have no others. */
    public UpsertArticlesResponse upsert(List<Article> articles, Set<String> fields) {
        UpsertArticlesRequest request = UpsertArticlesRequest.newBuilder()
                .addAllArticles(articles)
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(fields))
                .build();
        return attempts.of(() -> catalog().upsertArticles(request));
    }

    public GetArticlesResponse get(List<String> ids) {
        GetArticlesRequest request =
                GetArticlesRequest.newBuilder().addAllArticleIds(ids).build();
        return attempts.of(() -> catalog().getArticles(request));
    }

    /** Goes through the whole catalogue. */
    public void list(Consumer<Article> each) {
        String token = "";
        do {
            ListArticlesRequest request = ListArticlesRequest.newBuilder()
                    .setPageSize(Limits.ITEMS_MAX)
                    .setPageToken(token)
                    .build();
            ListArticlesResponse page = attempts.of(() -> catalog().listArticles(request));
            page.getArticlesList().forEach(each);
            token = page.getNextPageToken();
        } while (!token.isEmpty());
    }

    public ReportEventsResponse report(List<Event> events) {
        ReportEventsRequest request =
                ReportEventsRequest.newBuilder().addAllEvents(events).build();
        return attempts.of(() -> feedback().reportEvents(request));
    }

    /** A page, asked for as readers do. Not repeated: that could make another page. */
    public RecommendResponse page(RecommendRequest request) {
        return RecommendServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                .recommend(request);
    }

    private CatalogServiceBlockingStub catalog() {
        return CatalogServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
    }

    private FeedbackServiceBlockingStub feedback() {
        return FeedbackServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
