package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.http.RawHttp;
import io.reco.server.ops.CallMetrics;

/** Callers that do not wait for their answer are counted, and cost a line at debug. */
class GoneCallersTest {

    private static final int CALLS = 60;
    private static final String UPSERT =
            CatalogServiceGrpc.getUpsertArticlesMethod().getFullMethodName();
    private static final String RECOMMEND =
            UserRecommendGrpc.getUserRecommendMethod().getFullMethodName();

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    // It does not pass on what it logs, so that its lines are short.
    private final Logger transport = (Logger) LoggerFactory.getLogger("io.grpc.netty.shaded");
    private final Logger calls = (Logger) LoggerFactory.getLogger(CallMetrics.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // However slow the machine is, no call here is ended for being half-sent.
        server = RunningServer.start(
                data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0", Settings.DEADLINE_MAX, "10m"));
        server.upsert(1, 20, java.time.Instant.now(), "news");
        assertThat(server.page(1, 1, 0).getRecommendsCount()).isEqualTo(1);
        calls.setLevel(Level.DEBUG);
        logged.start();
        root.addAppender(logged);
        transport.addAppender(logged);
    }

    @AfterEach
    void stop() {
        root.detachAppender(logged);
        transport.detachAppender(logged);
        calls.setLevel(null);
        SLF4JBridgeHandler.uninstall();
        server.close();
    }

    @Test
    void aCancelledCallIsALineAtDebugAndCountsAsCancelled() {
        // How many calls reach the server before they are cancelled is chance; so again until enough did.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            cancelCalls();
            return metric(ended(UPSERT, "CANCELLED")) >= CALLS / 2;
        });

        endedAs("CANCELLED", UPSERT, CALLS / 2);
    }

    private void cancelCalls() {
        CountDownLatch ended = new CountDownLatch(CALLS);
        Context.CancellableContext callers = Context.current().withCancellation();
        callers.run(() -> {
            for (int i = 0; i < CALLS; i++) {
                CatalogServiceGrpc.newStub(server.channel()).upsertArticles(large(), new Ended(ended));
            }
        });
        callers.cancel(null);
        await().atMost(Duration.ofSeconds(30)).until(() -> ended.getCount() == 0);
    }

    @Test
    void aCallPastItsCallersDeadlineIsALineAtDebug() {
        CountDownLatch ended = new CountDownLatch(CALLS);
        for (int i = 0; i < CALLS; i++) {
            CatalogServiceGrpc.newStub(server.channel())
                    .withDeadlineAfter(1 + i % 20, TimeUnit.MILLISECONDS)
                    .upsertArticles(large(), new Ended(ended));
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> ended.getCount() == 0);
        noTraces();
    }

    @Test
    void aConnectionThatBreaksUnderItsCallsCountsThemAsCancelled() throws IOException {
        RawConnection connection = new RawConnection(server.port(), RECOMMEND);
        for (int i = 0; i < CALLS; i++) {
            connection.start(); // and the request never comes
        }
        byte[] request = UserRequest.newBuilder().setUserId(2).build().toByteArray();
        connection.flush();
        await().atMost(Duration.ofSeconds(60)).until(() -> metric("reco_calls_in_flight") >= CALLS);
        for (int i = 0; i < CALLS; i++) {
            connection.call(request);
        }
        connection.breakOff();

        endedAs("CANCELLED", RECOMMEND, CALLS);
        assertThat(metric(ended(RECOMMEND, "UNAVAILABLE"))).isZero();
    }

    /** That they left is found out when the answer is written: until then the work goes on, and counts. */
    @Test
    void callersOfJsonWhoLeaveHoldNothingOnceTheirWorkIsDone() throws IOException {
        String method = RecommendServiceGrpc.getRecommendMethod().getFullMethodName();
        String body = "{\"readerId\": \"7\", \"pageSize\": 20}";
        for (int i = 0; i < CALLS; i++) {
            try (RawHttp leaving = new RawHttp(server.httpPort())) {
                leaving.send("POST /" + method + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            }
        }

        String started = "grpc_server_call_started_total{grpc_method=\"" + method + "\",transport=\"http\"}";
        await().atMost(Duration.ofSeconds(60)).until(() -> metric(started) == CALLS);
        for (String held : List.of("reco_calls_in_flight", "reco_calls_taken{class=\"pages\"}", "reco_request_bytes")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> metric(held) == 0);
        }
        noTraces();
    }

    /** Waits until this many calls were counted so, each with a line at debug, and none with a stack trace. */
    private void endedAs(String status, String method, int atLeast) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(metric(ended(method, status))).isGreaterThanOrEqualTo(atLeast));
        await().atMost(Duration.ofSeconds(30)).until(() -> metric("reco_calls_in_flight") == 0);
        List<ILoggingEvent> lines = List.copyOf(logged.list);
        assertThat(lines.stream()
                        .filter(line -> line.getFormattedMessage()
                                .startsWith("call given up method=" + method + " status=" + status)))
                .hasSizeGreaterThanOrEqualTo(atLeast)
                .allMatch(line -> line.getLevel() == Level.DEBUG);
        noTraces();
    }

    private void noTraces() {
        assertThat(List.copyOf(logged.list))
                .noneMatch(line -> line.getThrowableProxy() != null)
                .filteredOn(line -> !line.getLoggerName().equals(Load.class.getName())) // more came than fits
                .noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
    }

    private static String ended(String method, String status) {
        return "grpc_server_call_duration_seconds_count{grpc_method=\"" + method + "\",grpc_status=\"" + status
                + "\",transport=\"grpc\"}";
    }

    private double metric(String series) {
        return server.metric(series);
    }

    /** Counts the end of a call, whatever it is. */
    private record Ended(CountDownLatch count) implements StreamObserver<UpsertArticlesResponse> {
        @Override
        public void onNext(UpsertArticlesResponse answer) {}

        @Override
        public void onError(Throwable failure) {
            count.countDown();
        }

        @Override
        public void onCompleted() {
            count.countDown();
        }
    }

    private static UpsertArticlesRequest large() {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        for (int id = 1; id <= 50; id++) {
            request.addArticles(
                    Article.newBuilder().setArticleId(Integer.toString(id)).setSummary("x".repeat(9_000)));
        }
        return request.build();
    }
}
