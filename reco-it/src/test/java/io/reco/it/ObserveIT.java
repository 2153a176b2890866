package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus takes what is shipped for it, and each alert that is tried fires when it should and not before. */
@Timeout(120)
class ObserveIT {

    private static final Path SHIPPED = WorkingTree.root().resolve("reco-server/src/main/observe");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STARTED_MAX = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"prometheus.yml", "cluster.yml"})
    void prometheusTakesTheConfigurationAndTheRules(String configuration) throws Exception {
        assertThat(promtool("check", "config", SHIPPED.resolve(configuration).toString()))
                .contains("SUCCESS");
    }

    @Test
    @Timeout(600)
    void theProfileOfComposeWatchesTheServer() throws Exception {
        Compose.needed();
        int prometheus = FreePorts.take();
        Map<String, String> settings = Map.of(
                "SERVER_IMAGE", ServerImage.get().get(),
                "RECO_PORT", String.valueOf(FreePorts.take()),
                "RECO_HTTP_PORT", String.valueOf(FreePorts.take()),
                "RECO_PROMETHEUS_PORT", String.valueOf(prometheus));
        try (Compose compose = new Compose("observe", settings)) {
            compose.run("up", "-d", "--no-build");

            await().atMost(STARTED_MAX).ignoreException(IOException.class).untilAsserted(() -> {
                JsonArray targets = data(prometheus, "targets").getAsJsonArray("activeTargets");
                assertThat(targets).singleElement().satisfies(target -> {
                    assertThat(text(target, "health")).isEqualTo("up");
                    assertThat(text(target, "scrapeUrl")).isEqualTo("http://reco:8890/metrics");
                });
            });
            assertThat(alerts(prometheus)).containsExactlyInAnyOrderElementsOf(shippedAlerts());
        }
    }

    private static List<String> alerts(int prometheus) throws Exception {
        JsonObject group =
                data(prometheus, "rules").getAsJsonArray("groups").get(0).getAsJsonObject();
        return group.getAsJsonArray("rules").asList().stream()
                .map(rule -> text(rule, "name"))
                .toList();
    }

    private static List<String> shippedAlerts() throws IOException {
        return Files.readAllLines(SHIPPED.resolve("alerts.yml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("- alert: "))
                .map(line -> line.substring("- alert: ".length()))
                .toList();
    }

    private static String text(JsonElement object, String field) {
        return object.getAsJsonObject().get(field).getAsString();
    }

    private static JsonObject data(int prometheus, String what) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheus + "/api/v1/" + what))
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("data");
    }

    @Test
    void alertsFireWhenTheyShouldAndNotBefore() throws Exception {
        Path tests = folder.resolve("tests.yml");
        try (var source = ObserveIT.class.getResourceAsStream("/alerts-test.yml")) {
            Files.copy(Objects.requireNonNull(source), tests);
        }
        Files.copy(SHIPPED.resolve("alerts.yml"), folder.resolve("alerts.yml"));

        assertThat(promtool("test", "rules", tests.toString())).contains("SUCCESS");
    }

    private static String promtool(String... arguments) {
        Missing.unless(
                Programs.tryRun(PATIENCE, Map.of(), "promtool", "--version").code() == 0,
                "promtool, of Debian's package prometheus");
        String[] command =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new);
        return Programs.run(PATIENCE, Map.of(), command);
    }
}
