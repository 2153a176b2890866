package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;

/**
 * Two servers and a keeper on one store are replaced one after another under load. {@code -Dreco.it.before=IMAGE} has them be of
 * another version before, which then serve beside those of this one.
 */
@Tag("cluster")
class RollingUpgradeIT {

    private static final Logger log = LoggerFactory.getLogger(RollingUpgradeIT.class);

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ARTICLES = 300;

    @Test
    @Timeout(600)
    void noCallFailsAndNothingIsLost() {
        String now = ServerImage.get().get();
        String before = System.getProperty("reco.it.before", "");
        try (ServedCluster cluster = ServedCluster.start(before.isEmpty() ? now : before);
                RecommendClient client = RecommendClient.builder(cluster.first(), cluster.second())
                        .plaintext()
                        .connect()) {
            client.upsert(IntStream.range(0, ARTICLES)
                    .mapToObj(i ->
                            ArticleDetails.builder("a" + i).topics("t" + i % 7).build())
                    .toList());
            try (ClusterCallers callers = ClusterCallers.start(client, "u")) {
                callers.awaitProgress(SOON);
                for (String server : List.of("reco-1", "reco-2", "keeper")) {
                    cluster.upgrade(server, now);
                    callers.awaitProgress(SOON);
                }
                callers.stop();

                log.info(
                        "from {} to {}: {} calls, {} failed, {} of {} pages degraded",
                        before.isEmpty() ? now : before,
                        now,
                        callers.calls(),
                        callers.failures().size(),
                        callers.degraded(),
                        callers.pages());
                assertThat(callers.failures()).isEmpty();
            }
        }
    }
}
