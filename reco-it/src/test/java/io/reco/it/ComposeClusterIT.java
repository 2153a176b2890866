package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Page;
import io.reco.client.page.RecommendedArticle;

/** The profile {@code cluster} of {@code docker-compose.yml}: two servers and a keeper on one store. */
@Tag("cluster")
class ComposeClusterIT {

    private static final List<String> SERVICES = List.of("reco-1", "reco-2", "keeper");
    private static final Duration HEALTHY_MAX = Duration.ofMinutes(2);
    private static final Duration COUNTS_AGE_MAX = Duration.ofSeconds(10);
    // Longer than an election.
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS = 200;

    @Test
    @Timeout(600)
    void twoServersAreOneServiceAlsoWhileAMachineIsLost() {
        Compose.needed();
        String first = "127.0.0.1:" + FreePorts.take();
        String second = "127.0.0.1:" + FreePorts.take();
        try (Compose cluster = new Compose("cluster", settings(first, second))) {
            cluster.run("up", "-d", "--no-build", "reco-1", "reco-2", "keeper");
            await().atMost(HEALTHY_MAX)
                    .until(() -> SERVICES.stream()
                            .allMatch(service -> cluster.health(service).equals("healthy")));

            try (RecommendClient one = Clients.at(first);
                    RecommendClient two = Clients.at(second);
                    RecommendClient both = Clients.at(first, second).withPatience(PATIENCE)) {
                isTheSameOnBoth(one, two);
                cluster.kill("valkey-b");
                everyEventIsTakenOnce(both);
                cluster.run("restart", "reco-1");
                await().atMost(HEALTHY_MAX).until(() -> cluster.health("reco-1").equals("healthy"));
                cluster.start("valkey-b");
                await().atMost(COUNTS_AGE_MAX).untilAsserted(() -> {
                    assertThat(views(one, "moss")).isEqualTo(1 + EVENTS);
                    assertThat(views(two, "moss")).isEqualTo(1 + EVENTS);
                });
            }
        }
    }

    private static Map<String, String> settings(String first, String second) {
        return Map.of(
                "SERVER_IMAGE",
                ServerImage.get().get(),
                "RECO_1_PORT",
                first.replaceAll(".*:", ""),
                "RECO_1_HTTP_PORT",
                String.valueOf(FreePorts.take()),
                "RECO_2_PORT",
                second.replaceAll(".*:", ""),
                "RECO_2_HTTP_PORT",
                String.valueOf(FreePorts.take()));
    }

    /** An article, a page and an event, of the server that they were told to and of the other one. */
    private static void isTheSameOnBoth(RecommendClient one, RecommendClient two) {
        one.upsert(
                ArticleDetails.builder("moss").title("Moss").topics("science").build());
        Page page = two.recommend("anna", 1);
        assertThat(page.articleIds()).containsExactly("moss");
        assertThat(one.recommend("anna", 1, page.stamp()).articleIds()).containsExactly("moss");

        Event view = Event.view("anna", "moss").from(page);
        assertThat(two.report(view).accepted()).isEqualTo(1);
        assertThat(one.report(view).duplicates()).hasSize(1);
    }

    private static void everyEventIsTakenOnce(RecommendClient both) {
        IntStream.range(0, EVENTS).forEach(reader -> {
            ReportResult result = both.report(Event.view("reader-" + reader, "moss"));
            assertThat(result.accepted() + result.duplicates().size()).isEqualTo(1);
        });
    }

    private static long views(RecommendClient client, String article) {
        return client.recommend("", 1).articles().stream()
                .filter(shown -> shown.id().toString().equals(article))
                .mapToLong(RecommendedArticle::views)
                .sum();
    }
}
