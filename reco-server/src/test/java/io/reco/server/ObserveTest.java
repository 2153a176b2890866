package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.config.Setting;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.node.Address;

/** What is shipped for those who watch servers goes with what a server says. */
@Timeout(300)
class ObserveTest {

    private static final Path FOLDER = Path.of("src/main/observe");
    private static final Path ALERTS = FOLDER.resolve("alerts.yml");
    private static final Path DASHBOARD = FOLDER.resolve("grafana/reco.json");

    private static final Pattern METRIC = Pattern.compile("\\b(?:reco|grpc|jvm|process)_[a-z_]*[a-z]");
    /** A label of calls, and no metric. */
    private static final Set<String> LABELS = Set.of("grpc_method", "grpc_status");

    /** What a store of one process has nothing to say of. */
    private static final Set<String> OF_A_CLUSTER =
            Set.of("reco_store_acks_total", "reco_store_shard_copies", "reco_store_refused_total");

    @TempDir
    Path folder;

    @Test
    void everyMetricThatAlertsAndDashboardNameIsThere() throws Exception {
        Set<String> named = new TreeSet<>();
        for (Path file : List.of(ALERTS, DASHBOARD)) {
            METRIC.matcher(Files.readString(file)).results().forEach(metric -> named.add(metric.group()));
        }
        named.removeAll(LABELS);
        assertThat(named).hasSizeGreaterThan(20);

        Set<String> there = scraped(Map.of(Settings.HTTP_PORT, "0"));
        assertThat(named.stream().filter(name -> !OF_A_CLUSTER.contains(name))).allMatch(there::contains);
        assertThat(OF_A_CLUSTER).noneMatch(there::contains);

        String nodes = ValkeyCluster.shared().addresses().stream()
                .limit(2)
                .map(Address::toString)
                .collect(Collectors.joining(","));
        Set<String> shared = scraped(Map.of(
                Settings.HTTP_PORT,
                "0",
                Settings.STORE,
                "valkey://" + nodes,
                Settings.SNAPSHOTS,
                folder.resolve("shared").toString()));
        named.removeAll(Set.of("reco_store_refused_total")); // nothing was
        assertThat(named).allMatch(shared::contains);
    }

    /** Names of all series of a server that was called once. */
    private Set<String> scraped(Map<Setting<?>, String> settings) throws Exception {
        try (RunningServer server = RunningServer.start(folder, Clock.systemUTC(), settings)) {
            server.upsert(1, 10, Instant.now());
            server.page(1, 4, 0);
            HttpRequest scrape = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(scrape, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyAlertHasAPlaceInTheRunbookAndNoPlaceIsWithoutAnAlert() throws Exception {
        String alerts = Files.readString(ALERTS);
        List<String> names = found("(?m)^ *- alert: (\\w+)$", alerts);

        assertThat(names).hasSizeGreaterThanOrEqualTo(8);
        assertThat(found("(?m)^## (\\w+)$", Files.readString(Path.of("docs/runbook.md"))))
                .isEqualTo(names);
        assertThat(found("(?m)^ *runbook: \"runbook.md#(\\w+)\"$", alerts))
                .isEqualTo(names.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void theDashboardHasFifteenPanelsEachOfWhichSaysWhatItShows() throws Exception {
        var panels = JsonParser.parseString(Files.readString(DASHBOARD))
                .getAsJsonObject()
                .getAsJsonArray("panels");

        assertThat(panels).hasSize(15).allSatisfy(panel -> {
            assertThat(panel.getAsJsonObject().get("description").getAsString()).endsWith(".");
            assertThat(panel.getAsJsonObject().getAsJsonArray("targets")).isNotEmpty();
        });
    }
}
