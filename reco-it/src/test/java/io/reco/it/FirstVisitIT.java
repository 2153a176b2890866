package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.page.RecommendedArticle;

/** What somebody meets who starts the server with demo content for the first time. */
class FirstVisitIT {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9.]+);");
    private static final Pattern SERVICE = Pattern.compile("(?m)^service (\\w+)");
    // A page shows counts that are at most a second old.
    private static final Duration COUNTS_AGE_MAX = Duration.ofSeconds(5);

    private static TestServer server;
    private static Stubs stubs;
    private static RecommendClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestServer.Setup.DEMO);
        stubs = Stubs.of(server);
        client = Clients.of(server);
    }

    @AfterAll
    static void end() {
        client.close();
        stubs.close();
        server.close();
    }

    @Test
    void everyServiceIsServing() throws IOException {
        assertThat(status("")).isEqualTo(ServingStatus.SERVING);
        assertThat(services()).allSatisfy(service -> assertThat(status(service)).isEqualTo(ServingStatus.SERVING));
        assertThat(client.isServing()).isTrue();
    }

    /** All that the contract's files have. */
    private static List<String> services() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(WorkingTree.root().resolve("reco-api/src/main/protobuf"))) {
            files = all.filter(file -> file.toString().endsWith(".proto")).toList();
        }
        List<String> services = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            Matcher of = PACKAGE.matcher(text);
            String scope = of.find() ? of.group(1) + "." : "";
            SERVICE.matcher(text).results().forEach(service -> services.add(scope + service.group(1)));
        }
        assertThat(services).contains("UserRecommend", "reco.v1.AdminService");
        return services;
    }

    private static ServingStatus status(String service) {
        return stubs.health()
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void reflectionListsEveryService() throws Exception {
        CompletableFuture<List<String>> listed = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask = ServerReflectionGrpc.newStub(stubs.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        listed.complete(answer.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName)
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        listed.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        listed.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

        assertThat(listed.get(50, TimeUnit.SECONDS)).containsAll(services()).contains("grpc.health.v1.Health");
        ask.onCompleted();
    }

    @Test
    void twoReadersGetDifferentPages() {
        Page two = client.recommend(2, 4);
        Page three = client.recommend(3, 4);

        assertThat(two.articleIds()).hasSize(4).doesNotHaveDuplicates();
        assertThat(three.articleIds()).hasSize(4).isNotEqualTo(two.articleIds());
    }

    @Test
    void everyArticleOfAPageHasItsDetails() {
        Page page = client.recommendWithDetails(4, 10);

        assertThat(page.articleIds()).hasSize(10);
        assertThat(client.articles(page.articleIds()).missing()).isEmpty();
    }

    @Test
    void aReportedViewAndShareMoveTheCountsByOne() {
        Page page = client.recommend(5, 1);
        RecommendedArticle before = page.articles().get(0);

        client.report(
                Event.view(page.reader(), before.id()).from(page),
                Event.share(page.reader(), before.id()).from(page));

        await().atMost(COUNTS_AGE_MAX)
                .untilAsserted(() -> assertThat(
                                client.recommend(5, 1, page.stamp()).articles())
                        .extracting(RecommendedArticle::id, RecommendedArticle::views, RecommendedArticle::shares)
                        .containsExactly(tuple(before.id(), before.views() + 1, before.shares() + 1)));
    }

    @Test
    void theHttpPortTellsReadinessAndMetrics() throws Exception {
        client.recommend(6, 1);

        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains(
                        "grpc_server_call_started_total{grpc_method=\"reco.v1.RecommendService/Recommend\",transport=\"grpc\"}");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.http().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
