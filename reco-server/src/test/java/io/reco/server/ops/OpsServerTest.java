package io.reco.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {

    private final Metrics metrics = new Metrics();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Optional<String> obstacle = Optional.of("store opening");
    private OpsServer ops;

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress freePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ops = OpsServer.start(freePort, metrics, () -> obstacle);
    }

    @AfterEach
    void stop() {
        ops.close();
    }

    @Test
    void itIsAliveBeforeItIsReady() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("store opening\n");

        obstacle = Optional.empty();

        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
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
    void anythingElseIsRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metricsx").statusCode()).isEqualTo(404);
        assertThat(send(request("/readyz").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(send(request("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
