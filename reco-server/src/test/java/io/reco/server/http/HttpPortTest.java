package io.reco.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.access.Access;
import io.reco.server.access.Openness;
import io.reco.server.grpc.GuardedServices;
import io.reco.server.ops.Metrics;

class HttpPortTest {

    private static final String CLOSE = "Host: localhost\r\nConnection: close\r\n\r\n";

    private final Metrics metrics = new Metrics();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
    private volatile Optional<String> obstacle = Optional.of("store opening");
    private volatile Optional<String> hindrance = Optional.empty();
    private HttpPort http;

    @BeforeEach
    void start() throws IOException {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1",
                0,
                Set.of("reco.example"),
                Set.of("https://www.example"),
                Duration.ofSeconds(5),
                Optional.empty());
        GuardedServices none = new GuardedServices(List.of(), List.of(), onOneThread(), threads);
        MetricsPage page = new MetricsPage(metrics::write, Openness.OPEN, Access.open());
        http = HttpPort.open(settings, none, page, () -> obstacle, () -> hindrance, calls -> Site.NONE);
    }

    private ServerCallExecutorSupplier onOneThread() {
        return new ServerCallExecutorSupplier() {
            @Override
            public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                return threads;
            }
        };
    }

    @AfterEach
    void stop() {
        http.close();
        threads.shutdown();
        metrics.close();
    }

    @Test
    void itIsAliveBeforeItIsReady() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("store opening\n");

        obstacle = Optional.empty();

        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
        hindrance = Optional.of("store: no room");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready, but nothing is written: store: no room\n");
    }

    @Test
    void metricsShowTheJvmAndWhatWasAddedAsItIsNow() throws Exception {
        long[] position = {7};
        metrics.gauge("reco_articles", "Articles.", () -> 600);
        metrics.counter("reco_log_position_total", "Facts.", () -> position[0]);

        String first = get("/metrics").body();
        position[0] = 8;
        String second = get("/metrics").body();

        assertThat(first).contains("\njvm_memory_used_bytes{area=\"heap\"}");
        assertThat(first).contains("\nreco_articles 600.0\n", "\nreco_log_position_total 7.0\n");
        assertThat(second).contains("\nreco_log_position_total 8.0\n");
    }

    @Test
    void metricsComeInTheFormThatIsAskedFor() throws Exception {
        HttpResponse<String> answer =
                send(request("/metrics").header("Accept", "application/openmetrics-text; version=1.0.0"));

        assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
    }

    @Test
    void anythingElseIsRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metricsx").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
        assertThat(send(request("/readyz").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(send(request("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProbeOfAnOldProtocolThatNamesNoHostIsAnswered() throws IOException {
        obstacle = Optional.empty();

        assertThat(raw("GET /readyz HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nready\n");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 404",
        "127.0.0.1:8890, 404",
        "10.1.2.3:80, 404",
        "[::1]:8890, 404",
        "localhost, 404",
        "LOCALHOST:8890, 404",
        "reco.example, 404",
        "reco.example:8890, 404",
        "evil.example, 421",
        "reco.example.evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example:8890, 421",
        "0x7f000001, 421",
    })
    void onlyHostsThatItKnowsAreAnswered(String host, int status) throws IOException {
        String answer = raw("GET /x HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost, 404",
        "localhost:8890, http://localhost:8890, 404",
        "reco.example, https://reco.example, 404",
        "localhost, https://www.example, 404",
        "localhost, http://www.example, 403",
        "localhost, https://www.example:8443, 403",
        "localhost:8890, http://localhost:3000, 403",
        "localhost, https://evil.example, 403",
        "localhost, null, 403",
    })
    void onlyPagesOfKnownOriginsMayCall(String host, String origin, int status) throws IOException {
        String answer =
                raw("GET /x HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.toLowerCase(Locale.ROOT).contains("access-control-allow-origin: https://www.example"))
                .isEqualTo(origin.equals("https://www.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /%00 HTTP/1.1\r\n" + CLOSE,
                "GET /%2e%2e/metrics HTTP/1.1\r\n" + CLOSE,
                "GET /a;b/../metrics HTTP/1.1\r\n" + CLOSE,
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n" + CLOSE,
                "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" + CLOSE,
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CLOSE + "zz\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "CONNECT evil.example:80 HTTP/1.1\r\n" + CLOSE,
                "TRACE / HTTP/1.1\r\n" + CLOSE,
                "GET http://evil.example/ HTTP/1.1\r\n" + CLOSE,
                "GET / HTTP/0.9\r\n\r\n",
            })
    void whatIsNoRequestIsRefusedWithoutAWordOfHowItIsMade(String request) throws IOException {
        String answer = raw(request);

        assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|505) .*");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .doesNotContain("jetty", "server:", "powered", "exception", "\tat ", "java");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, chunked | 501",
                "gzip,chunked | 501",
                "identity, chunked | 501",
                "chunked | 404",
                "Chunked | 404",
            })
    void aBodyInACodingThatNobodyReadsHereIsNotTakenForAnother(String coding, int status) throws IOException {
        for (String path : new String[] {"/x/Y", "/healthz"}) {
            String answer = raw("POST " + path + " HTTP/1.1\r\nTransfer-Encoding: " + coding + "\r\n" + CLOSE
                    + "2\r\n{}\r\n0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 " + (path.equals("/x/Y") || status == 501 ? status : 405) + " ");
        }
    }

    @Test
    void tooLargeHeadersAndAddressesAreRefused() throws IOException {
        assertThat(raw("GET /healthz HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n" + CLOSE))
                .startsWith("HTTP/1.1 431 ");
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n" + CLOSE)).startsWith("HTTP/1.1 414 ");
        assertThat(raw("GET /healthz HTTP/1.1\r\nX: " + "x".repeat(10_000) + "\r\n" + CLOSE))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void halfSentRequestsHoldNobodyUp() throws Exception {
        List<RawHttp> halves = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            halves.add(new RawHttp(http.port()).send("GET /healthz HTTP/1.1\r\nHost: loc"));
            halves.add(new RawHttp(http.port())
                    .send("POST /x/Y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"));
        }

        for (int i = 0; i < 10; i++) {
            assertThat(send(request("/healthz").timeout(Duration.ofSeconds(20))).statusCode())
                    .isEqualTo(200);
        }

        for (RawHttp half : halves) {
            half.close();
        }
    }

    @Test
    void aRequestWhoseHeaderTricklesInIsNotWaitedForLong() throws Exception {
        try (RawHttp slow = new RawHttp(http.port())) {
            slow.send("GET /healthz HTTP/1.1\r\n");
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> slow.send("X: y\r\n").isClosed());
        }
    }

    @Test
    void itEndsWhateverIsHalfSent() throws Exception {
        try (RawHttp half = new RawHttp(http.port())) {
            half.send("POST /x/Y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            http.drain();

            assertThat(half.readAll()).startsWith("HTTP/1.1 404 ");
            assertThat(get("/healthz").statusCode())
                    .as("it tells how the end goes")
                    .isEqualTo(200);
        }
    }

    private String raw(String request) throws IOException {
        try (RawHttp connection = new RawHttp(http.port())) {
            return connection.send(request).readAll();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
