package io.reco.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.server.config.Setting;

/** A real server on a free loopback port, and stubs that reach it through a real network channel. */
public final class RunningServer implements AutoCloseable {

    private static final int CALL_ARTICLES = 1_000;

    private final RecoServer server;
    private final ManagedChannel channel;
    private int eventCount;

    private RunningServer(RecoServer server) {
        this.server = server;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMetadataSize(8 << 10)
                .build();
    }

    /** A server on this directory; {@code settings} are added to those of a test. */
    public static RunningServer start(Path data, Clock clock, Map<? extends Setting<?>, String> settings)
            throws IOException {
        return start(data, clock, settings, Map.of());
    }

    /** The same in an environment of these variables. */
    static RunningServer start(
            Path data, Clock clock, Map<? extends Setting<?>, String> settings, Map<String, String> environment)
            throws IOException {
        Map<Setting<?>, String> flags = new HashMap<>();
        flags.put(Settings.PORT, "0");
        flags.put(Settings.HTTP_PORT, "off");
        flags.put(Settings.STORE, data.toString());
        flags.put(Settings.DEADLINE_MAX, "50s"); // as long as tests await anything: their machine may be a busy one
        flags.putAll(settings);
        LongSupplier nanoTime = clock instanceof MovableClock movable ? movable::nanoTime : System::nanoTime;
        return new RunningServer(RecoServer.start(ServerConfig.read(flags, environment), clock, nanoTime));
    }

    public static RunningServer start(Path data, Clock clock) throws IOException {
        return start(data, clock, Map.of());
    }

    public ManagedChannel channel() {
        return channel;
    }

    public int port() {
        return server.port();
    }

    /** The HTTP port; there is one only when the settings say so. */
    public int httpPort() {
        return server.httpPort().orElseThrow();
    }

    /** What its page of metrics says of a series now; 0 when it has none. */
    public double metric(String series) {
        try {
            HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + "/metrics"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(scrape, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public UserRecommendGrpc.UserRecommendBlockingStub recommend() {
        return UserRecommendGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    public CatalogServiceGrpc.CatalogServiceBlockingStub catalog() {
        return CatalogServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    public FeedbackServiceGrpc.FeedbackServiceBlockingStub feedback() {
        return FeedbackServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    public ReaderServiceGrpc.ReaderServiceBlockingStub readers() {
        return ReaderServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** A page of {@code count} for a reader, asked for at a stamp (0 for now). */
    public ArticleResponse page(int reader, int count, long stamp) {
        return recommend()
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(count)
                        .setTimeStamp(stamp)
                        .build());
    }

    public static List<Integer> ids(ArticleResponse page) {
        return page.getRecommendsList().stream()
                .map(io.reco.api.Article::getArticleId)
                .toList();
    }

    public RecommendServiceGrpc.RecommendServiceBlockingStub pages() {
        return RecommendServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** An article as it was sent: without what is output only. */
    public static Article asSent(Article got) {
        return got.toBuilder().clearCreateTime().clearUpdateTime().clearEtag().build();
    }

    /** The ids of the articles of numbers. */
    public static List<String> texts(Collection<Integer> numbers) {
        return numbers.stream().map(number -> Integer.toString(number)).toList();
    }

    /** Articles with ids {@code from..to}, all published a day before {@code now}, with these topics. */
    public void upsert(int from, int to, Instant now, String... topics) {
        List<Article> articles = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            articles.add(Article.newBuilder()
                    .setArticleId(Integer.toString(id))
                    .setTitle("Article " + id)
                    .addAllTopics(List.of(topics))
                    .setPublishTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond() - 86_400))
                    .build());
        }
        for (int i = 0; i < articles.size(); i += CALL_ARTICLES) {
            List<Article> some = articles.subList(i, Math.min(articles.size(), i + CALL_ARTICLES));
            var unused = catalog()
                    .upsertArticles(UpsertArticlesRequest.newBuilder()
                            .addAllArticles(some)
                            .build());
        }
    }

    /** Reports that a reader did this to each of the articles, one event each, with ids of its own. */
    public ReportEventsResponse report(int reader, EventType type, List<Integer> articles) {
        ReportEventsRequest.Builder request = ReportEventsRequest.newBuilder();
        for (int article : articles) {
            request.addEvents(event("e" + eventCount++, reader, article, type));
        }
        return feedback().reportEvents(request.build());
    }

    public static Event event(String id, int reader, int article, EventType type) {
        return Event.newBuilder()
                .setEventId(id)
                .setReaderId(Integer.toString(reader))
                .setArticleId(Integer.toString(article))
                .setType(type)
                .build();
    }

    /** Stops the server as SIGTERM does, and leaves the channel open. */
    public void stop() {
        server.close();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }
}
