package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleStats;
import io.reco.client.catalog.ArticleView;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Page;
import io.reco.client.page.PageRequest;

/** The same call on two servers of one store, at once or one after another, is one call. */
@Tag("cluster")
@Timeout(900)
class SameCallsIT {

    private static final int PAIRS = 10_000;
    private static final int CALLERS = 8;
    private static final int ARTICLES = 300;
    private static final int EVENTS = 60;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static ServedCluster cluster;

    @BeforeAll
    static void start() {
        cluster = ServedCluster.start();
        try (RecommendClient one = Clients.at(cluster.first())) {
            one.upsert(IntStream.range(0, ARTICLES)
                    .mapToObj(i ->
                            ArticleDetails.builder("a" + i).topics("t" + i % 7).build())
                    .toList());
        }
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void thePageOfAKeyIsOneWhicheverServersAreAskedAtOnceAndItsStampBringsItOnBoth() {
        ExecutorService threads = Executors.newFixedThreadPool(2 * CALLERS);
        try (RecommendClient one = Clients.at(cluster.first());
                RecommendClient two = Clients.at(cluster.second())) {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int pair = caller; pair < PAIRS; pair += CALLERS) {
                                isOnePage(pair, one, two);
                            }
                        },
                        threads));
            }
            callers.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void isOnePage(int pair, RecommendClient one, RecommendClient two) {
        String reader = "r" + pair % 1_000;
        PageRequest request =
                PageRequest.of(reader).count(3).requestId("key-" + pair).build();
        CompletableFuture<Page> first = one.async().recommend(request);
        CompletableFuture<Page> second = two.async().recommend(request);
        Page page = first.join();
        // Whichever made it has its scores; for the other one it is a page that is kept, which has none.
        assertThat(second.join())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*\\.score")
                .isEqualTo(page);

        PageRequest stamped = PageRequest.of(reader).count(3).at(page.stamp()).build();
        CompletableFuture<Page> again = one.async().recommend(stamped);
        assertThat(two.async().recommend(stamped).join().articleIds()).isEqualTo(page.articleIds());
        assertThat(again.join().articleIds()).isEqualTo(page.articleIds());
    }

    /** Between its call and the acknowledgement: what it wrote is there, nobody was told so, and it counts once. */
    @Test
    void aServerThatIsKilledBeforeAReplicaHasWhatItWroteLosesNothingAndCountsNothingTwice() {
        List<Event> events = IntStream.range(0, EVENTS)
                .mapToObj(i -> Event.view("killed-" + i, "a1").withId("e" + i))
                .toList();
        try (RecommendClient one = Clients.at(cluster.first());
                RecommendClient two = Clients.at(cluster.second())) {
            long before = views(two);
            Map<String, String> primaries = new HashMap<>();
            Map<String, String> replicas = new HashMap<>();
            for (String machine : ServedCluster.MACHINES) {
                primaries.put(machine, cluster.primaryOn(machine).port());
                replicas.put(machine, replicas(machine));
            }
            long keys = keys(primaries);
            replicas.forEach((machine, pids) -> cluster.signal(machine, pids, "STOP"));
            CompletableFuture<ReportResult> report = one.async().report(events);
            await().atMost(SOON).until(() -> keys(primaries) >= keys + EVENTS);
            cluster.compose().kill("reco-1");
            assertThat(report.handle((result, failure) -> failure).join()).isNotNull();
            replicas.forEach((machine, pids) -> cluster.signal(machine, pids, "CONT"));
            cluster.awaitWell();

            ReportResult result = two.withPatience(SOON).report(events);
            assertThat(result.duplicates()).hasSize(EVENTS);
            cluster.compose().start("reco-1");
            cluster.awaitHealthy("reco-1");
            for (RecommendClient client : List.of(one, two)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(views(client)).isEqualTo(before + EVENTS));
            }
        }
    }

    /** How many there are in the cluster: a new reader has some of their own. */
    private static long keys(Map<String, String> ports) {
        return ports.entrySet().stream()
                .mapToLong(primary -> Long.parseLong(cluster.compose()
                        .exec(primary.getKey(), "valkey-cli", "-p", primary.getValue(), "dbsize")
                        .replaceAll("\\D", "")))
                .sum();
    }

    /** The process ids of a machine's two replicas. */
    private static String replicas(String machine) {
        String address = cluster.primaryOn(machine).machine();
        return cluster.nodes(machine).stream()
                .filter(node -> node.machine().equals(address) && !node.isPrimary())
                .map(node -> cluster.pid(machine, node))
                .collect(Collectors.joining(" "));
    }

    private static long views(RecommendClient client) {
        return client.articles(List.of("a1"), ArticleView.FULL)
                .find("a1")
                .orElseThrow()
                .stats()
                .map(ArticleStats::views)
                .orElse(0L);
    }
}
