package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.config.Setting;

@Timeout(300)
class SnapshotMetricsTest {

    @TempDir
    Path folder;

    @Test
    void aSnapshotThatThereIsNotHasNoAge() throws Exception {
        Map<Setting<?>, String> settings = Map.of(Settings.HTTP_PORT, "0");
        try (RunningServer server = RunningServer.start(folder, Clock.systemUTC(), settings)) {
            server.upsert(1, 3, Instant.now(), "news");
            assertThat(age(server)).isEqualTo("NaN");
        }
        try (RunningServer again = RunningServer.start(folder, Clock.systemUTC(), settings)) {
            assertThat(Double.parseDouble(age(again))).isBetween(0.0, 600.0);
        }
    }

    private static String age(RunningServer server) throws Exception {
        HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(scrape, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("reco_snapshot_age_seconds "))
                .findFirst()
                .orElseThrow()
                .substring("reco_snapshot_age_seconds ".length());
    }
}
