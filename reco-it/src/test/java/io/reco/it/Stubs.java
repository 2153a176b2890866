package io.reco.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthGrpc;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;

/** The services of one server as they are on the wire: no retries, and every call ends within ten seconds. */
final class Stubs implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ManagedChannel channel;

    private Stubs(ManagedChannel channel) {
        this.channel = channel;
    }

    static Stubs of(TestServer server) {
        return at(server.target());
    }

    static Stubs at(String target) {
        return new Stubs(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .disableRetry()
                .build());
    }

    ManagedChannel channel() {
        return channel;
    }

    UserRecommendGrpc.UserRecommendBlockingStub recommend() {
        return UserRecommendGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    CatalogServiceGrpc.CatalogServiceBlockingStub catalog() {
        return CatalogServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    FeedbackServiceGrpc.FeedbackServiceBlockingStub feedback() {
        return FeedbackServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    HealthGrpc.HealthBlockingStub health() {
        return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A page for this reader, now. */
    ArticleResponse page(int reader, int count) {
        return recommend()
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(count)
                        .build());
    }

    /** Publishes articles with the ids 1 to {@code count}. */
    void publish(int count) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        for (int id = 1; id <= count; id++) {
            request.addArticles(Article.newBuilder()
                    .setArticleId(Integer.toString(id))
                    .setTitle("Article " + id)
                    .addTopics("topic " + id % 5)
                    .setPublishTime(Timestamp.newBuilder().setSeconds(1_750_000_000L + id)));
        }
        catalog().upsertArticles(request.build());
    }

    ReportEventsResponse report(List<Event> events) {
        return feedback()
                .reportEvents(
                        ReportEventsRequest.newBuilder().addAllEvents(events).build());
    }

    static Event view(String id, int reader, int article) {
        return Event.newBuilder()
                .setEventId(id)
                .setReaderId(Integer.toString(reader))
                .setArticleId(Integer.toString(article))
                .setType(EventType.EVENT_TYPE_VIEW)
                .build();
    }

    /** What a fresh page says of each article's views, summed: pages of a small catalogue hold all of it. */
    long viewsOfAll(int catalogueSize) {
        return page(0, catalogueSize).getRecommendsList().stream()
                .mapToLong(article -> Long.parseLong(article.getInfo().getViews()))
                .sum();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
