package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.Result;
import io.reco.server.config.Setting;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;

/** Two servers whose {@code --store} is one cluster are one service. */
@Timeout(300)
class SharedStoreTest {

    private static ValkeyCluster cluster;

    @TempDir
    Path snapshots;

    private RunningServer one;
    private RunningServer other;

    @BeforeAll
    static void startCluster() {
        cluster = ValkeyCluster.start();
    }

    @AfterAll
    static void endCluster() throws IOException {
        cluster.close();
    }

    @BeforeEach
    void serve() throws Exception {
        cluster.empty();
        one = server(Map.of());
        one.upsert(1, 60, Instant.now(), "news");
        other = server(Map.of());
    }

    @AfterEach
    void end() {
        one.close();
        other.close();
    }

    private RunningServer server(Map<? extends Setting<?>, String> more) throws IOException {
        Map<Setting<?>, String> settings = new HashMap<>(Map.of(
                Settings.HTTP_PORT, "0",
                Settings.STORE_ACK_TIMEOUT, "20s",
                Settings.SNAPSHOTS, snapshots.toString()));
        settings.putAll(more);
        String store =
                "valkey://" + cluster.addresses().stream().map(Object::toString).collect(Collectors.joining(","));
        settings.putIfAbsent(Settings.STORE, store);
        return RunningServer.start(Path.of("unused"), Clock.systemUTC(), settings);
    }

    private static RecommendResponse page(RunningServer server, String reader, String requestId) {
        return server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(reader)
                        .setPageSize(10)
                        .setRequestId(requestId)
                        .build());
    }

    private static List<String> ids(RecommendResponse page) {
        return page.getResultsList().stream().map(Result::getArticleId).toList();
    }

    /** The same page, though counts may have grown since. */
    private static void assertSame(RecommendResponse page, RecommendResponse served) {
        assertThat(page.getPageTime()).isEqualTo(served.getPageTime());
        assertThat(page.getExposureToken()).isEqualTo(served.getExposureToken());
        assertThat(ids(page)).isEqualTo(ids(served));
    }

    @Test
    void whatOneServedTheOtherReplaysAndNeverServesAgain() {
        RecommendResponse first = page(one, "7", "key");

        assertSame(page(other, "7", "key"), first);
        RecommendResponse next = page(other, "7", "another");
        assertThat(ids(next)).hasSize(10).doesNotContainAnyElementsOf(ids(first));
        assertSame(page(one, "7", "another"), next);
    }

    @Test
    void anEventCountsOnceWhicheverServerIsTold() {
        ReportEventsRequest view = ReportEventsRequest.newBuilder()
                .addEvents(RunningServer.event("once", 7, 3, EventType.EVENT_TYPE_VIEW))
                .build();

        assertThat(one.feedback().reportEvents(view).getAcceptedCount()).isEqualTo(1);
        assertThat(other.feedback().reportEvents(view).getDuplicateIndexesList())
                .containsExactly(0);
        for (RunningServer server : List.of(one, other)) {
            await().atMost(Duration.ofSeconds(50)).until(() -> views(server, "3") == 1);
            await().atMost(Duration.ofSeconds(50)).until(() -> opened(server, "3") == 1);
        }
    }

    private static long opened(RunningServer server, String article) {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getArticleFunnel(GetArticleFunnelRequest.newBuilder()
                        .setArticleId(article)
                        .build())
                .getHoursList()
                .stream()
                .mapToLong(GetArticleFunnelResponse.HourUse::getOpenedCount)
                .sum();
    }

    private static long views(RunningServer server, String article) {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addArticleIds(article)
                        .setView(ArticleView.ARTICLE_VIEW_FULL)
                        .build())
                .getArticles(0)
                .getStats()
                .getViews();
    }

    @Test
    void anArticleThatOneTakesInIsServedByTheOther() {
        other.upsert(100, 100, Instant.now(), "weather");

        await().atMost(Duration.ofSeconds(50))
                .until(() -> ids(page(one, "8", "")).contains("100"));
    }

    @Test
    void aKeeperAnswersOperatorsAlone() throws Exception {
        try (RunningServer keeper = server(Map.of(Settings.ROLE, "keeper"))) {
            assertThat(AdminServiceGrpc.newBlockingStub(keeper.channel())
                            .getStatus(GetStatusRequest.getDefaultInstance())
                            .getArticleCount())
                    .isEqualTo(60);
            assertThatThrownBy(() -> page(keeper, "7", ""))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                        assertThat(refused.getStatus().getDescription())
                                .isEqualTo("role: keeper (expected: a server that serves)");
                    });
        }
    }

    @Test
    void aServerThatIsThereBeforeItsClusterServesOnceThatIs() throws Exception {
        one.close();
        other.close();
        cluster.processes().forEach(ValkeyProcess::kill);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        CompletableFuture<RunningServer> started = new CompletableFuture<>();
        Thread starting = new Thread(() -> {
            try {
                started.complete(server(Map.of(Settings.HTTP_PORT, Integer.toString(port))));
            } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        starting.start();
        await().ignoreExceptions().until(() -> status(port, "/healthz") == 200 && status(port, "/readyz") == 503);
        cluster.heal();

        try (RunningServer late = started.get(100, TimeUnit.SECONDS)) {
            assertThat(status(port, "/readyz")).isEqualTo(200);
            late.upsert(1, 20, Instant.now(), "news");
            assertThat(ids(page(late, "7", ""))).hasSize(10);
        }
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void operatorsSeeThatAShardLacksACopyUntilItHasThree() throws Exception {
        assertThat(copies(one)).isEqualTo(List.of(3, 3, 3));
        assertThat(system(one)).contains(">well<").doesNotContain(">lacks a copy<");
        cluster.process(1, 1).kill();
        try {
            await().atMost(Duration.ofSeconds(50))
                    .untilAsserted(() -> assertThat(copies(one)).containsExactlyInAnyOrder(2, 3, 3));
            assertThat(system(one)).contains(">lacks a copy<");
            await().atMost(Duration.ofSeconds(50)).until(() -> one.metric("reco_store_processes_failed") == 1);
        } finally {
            cluster.heal();
        }
        await().atMost(Duration.ofSeconds(50))
                .untilAsserted(() -> assertThat(copies(one)).isEqualTo(List.of(3, 3, 3)));
    }

    private static List<Integer> copies(RunningServer server) {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .getStatus(GetStatusRequest.getDefaultInstance())
                .getStore()
                .getShardsList()
                .stream()
                .map(GetStatusResponse.ShardStatus::getCopyCount)
                .toList();
    }

    private static String system(RunningServer server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/system"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aServerThatComesLaterKnowsAllThatWas() throws Exception {
        one.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));
        RecommendResponse first = page(one, "7", "key");
        one.close();
        other.close();

        try (RunningServer later = server(Map.of())) {
            assertSame(page(later, "7", "key"), first);
            assertThat(views(later, "1")).isEqualTo(1);
        }
    }
}
