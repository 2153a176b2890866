package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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

    private static final Duration COUNTS_AGE_MAX = Duration.ofSeconds(10);
    // Longer than an election.
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS = 200;

    @Test
    @Timeout(600)
    void twoServersAreOneServiceAlsoWhileAMachineIsLost() {
        try (ServedCluster served = ServedCluster.start()) {
            Compose cluster = served.compose();
            try (RecommendClient one = Clients.at(served.first());
                    RecommendClient two = Clients.at(served.second());
                    RecommendClient both =
                            Clients.at(served.first(), served.second()).withPatience(PATIENCE)) {
                isTheSameOnBoth(one, two);
                cluster.kill("valkey-b");
                everyEventIsTakenOnce(both);
                cluster.run("restart", "reco-1");
                served.awaitHealthy("reco-1");
                cluster.start("valkey-b");
                await().atMost(COUNTS_AGE_MAX).untilAsserted(() -> {
                    assertThat(views(one, "moss")).isEqualTo(1 + EVENTS);
                    assertThat(views(two, "moss")).isEqualTo(1 + EVENTS);
                });
            }
        }
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
