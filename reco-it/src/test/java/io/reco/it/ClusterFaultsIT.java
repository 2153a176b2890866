package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleStats;
import io.reco.client.catalog.ArticleView;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.reader.KeptAction;

/**
 * What callers of two servers see while one process or machine after another is lost under them, and what both servers have
 * afterwards. Half of the callers wait 15 s for an answer, the others as long as a client does by itself.
 */
@Tag("cluster")
@Timeout(900)
class ClusterFaultsIT {

    private static final Logger log = LoggerFactory.getLogger(ClusterFaultsIT.class);

    private static final int ARTICLES = 300;
    private static final int KILLS = Integer.getInteger("reco.it.kills", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(60);
    // What a fault costs those who do not wait: 8 s for an election, and a call of 2 s that began before its end.
    private static final Duration COSTS_MAX = Duration.ofSeconds(10);

    private static final Map<String, Long> views = new HashMap<>();
    private static ServedCluster cluster;
    private static int run;

    private RecommendClient patient;
    private RecommendClient hurried;
    private ClusterCallers waiting;
    private ClusterCallers leaving;

    @BeforeAll
    static void start() {
        cluster = ServedCluster.start();
        try (RecommendClient one = Clients.at(cluster.first())) {
            one.upsert(IntStream.range(0, ARTICLES)
                    .mapToObj(i -> ArticleDetails.builder("a" + i)
                            .title("Article " + i)
                            .topics("t" + i % 7)
                            .build())
                    .toList());
        }
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void call() {
        run++;
        patient = RecommendClient.builder(cluster.first(), cluster.second())
                .plaintext()
                .deadline(Operation.RECOMMEND, PATIENCE)
                .deadline(Operation.REPORT, PATIENCE)
                .connect();
        hurried = RecommendClient.builder(cluster.first(), cluster.second())
                .plaintext()
                .connect();
        waiting = ClusterCallers.start(patient, "w" + run);
        leaving = ClusterCallers.start(hurried, "l" + run);
        waiting.awaitProgress(SOON);
        leaving.awaitProgress(SOON);
    }

    @AfterEach
    void close() {
        waiting.close();
        leaving.close();
        patient.close();
        hurried.close();
    }

    @Test
    void aPrimaryIsKilled() {
        for (int kill = 0; kill < KILLS; kill++) {
            String machine = ServedCluster.MACHINES.get(kill % 3);
            String other = ServedCluster.MACHINES.get((kill + 1) % 3);
            ClusterNode primary = cluster.primaryOn(machine);
            String pid = cluster.pid(machine, primary);
            costsLittle(
                    "a primary is killed, " + (kill + 1) + " of " + KILLS,
                    () -> {
                        cluster.signal(machine, pid, "KILL");
                        cluster.awaitReplaced(primary, other);
                    },
                    cluster::awaitWell);
            if (kill + 1 < KILLS) {
                close();
                call();
            }
        }
    }

    @Test
    void aReplicaIsKilled() {
        String pid = cluster.pid("valkey-b", cluster.replicaOn("valkey-b"));

        costsLittle("a replica is killed", () -> cluster.signal("valkey-b", pid, "KILL"), cluster::awaitWell);
    }

    @Test
    void aPrimaryHangsAndGoesOnAsIfNothingHadBeen() {
        ClusterNode primary = cluster.primaryOn("valkey-c");
        String pid = cluster.pid("valkey-c", primary);

        costsLittle(
                "a primary hangs",
                () -> {
                    cluster.signal("valkey-c", pid, "STOP");
                    cluster.awaitReplaced(primary, "valkey-a");
                },
                () -> {
                    cluster.signal("valkey-c", pid, "CONT");
                    cluster.awaitWell();
                });
    }

    @Test
    void aMachineIsLostAndBackAtOnce() {
        ClusterNode primary = cluster.primaryOn("valkey-a");

        costsLittle(
                "a machine is lost and back at once",
                () -> {
                    cluster.compose().kill("valkey-a");
                    cluster.compose().start("valkey-a");
                    cluster.awaitReplaced(primary, "valkey-b");
                },
                cluster::awaitWell);
    }

    @Test
    void aMachineIsCutOffAndComesBack() {
        ClusterNode primary = cluster.primaryOn("valkey-b");

        costsLittle(
                "a machine is cut off",
                () -> {
                    cluster.compose().cutOff("valkey-b");
                    cluster.awaitReplaced(primary, "valkey-a");
                },
                () -> {
                    cluster.compose().connect("valkey-b", primary.machine());
                    cluster.awaitWell();
                });
    }

    @Test
    void aMachineIsEndedInOrder() {
        costsLittle("a machine is ended in order", () -> cluster.compose().run("stop", "valkey-c"), () -> {
            cluster.compose().start("valkey-c");
            cluster.awaitWell();
        });
    }

    @Test
    void aServerIsKilled() {
        killed("reco-1", "a server is killed");
    }

    @Test
    void theKeeperIsKilled() {
        killed("keeper", "the keeper is killed");
    }

    private void killed(String service, String fault) {
        costsLittle(fault, () -> cluster.compose().kill(service), () -> {
            cluster.compose().start(service);
            cluster.awaitHealthy(service);
        });
    }

    /** Nothing is lost, twice or wrong; the patient see nothing, and the others only for as long as an election takes. */
    private void costsLittle(String fault, Runnable happens, Runnable heals) {
        Instant at = Instant.now();
        happens.run();
        waiting.awaitProgress(SOON);
        leaving.awaitProgress(SOON);
        Instant healed = Instant.now();
        heals.run();
        waiting.awaitProgress(SOON);
        leaving.awaitProgress(SOON);
        waiting.stop();
        leaving.stop();
        for (ClusterCallers callers : List.of(waiting, leaving)) {
            callers.acknowledged().values().forEach(article -> views.merge(article, 1L, Long::sum));
        }

        tell(fault, at, healed);
        assertThat(waiting.failures()).isEmpty();
        assertThat(leaving.failures())
                .allMatch(ClusterCallers.Failure::retryable)
                .allMatch(failure -> isSoonAfter(at, failure) || isSoonAfter(healed, failure));
        for (String server : List.of(cluster.first(), cluster.second())) {
            try (RecommendClient client = Clients.at(server)) {
                hasEach(client, waiting.acknowledged());
                hasEach(client, leaving.acknowledged());
                hasCounted(client);
            }
        }
    }

    private static boolean isSoonAfter(Instant moment, ClusterCallers.Failure failure) {
        return failure.at().isAfter(moment) && failure.at().isBefore(moment.plus(COSTS_MAX));
    }

    private void tell(String fault, Instant at, Instant healed) {
        log.info(
                "{}: {} calls that wait 15 s, {} failed; {} that wait 1 to 2 s, {} then, {} when all was there again; of {}"
                        + " pages {} degraded",
                fault,
                waiting.calls(),
                waiting.failures().size(),
                leaving.calls(),
                described(leaving.failures(), at, healed),
                described(leaving.failures(), healed, Instant.MAX),
                waiting.pages() + leaving.pages(),
                waiting.degraded() + leaving.degraded());
    }

    private static String described(List<ClusterCallers.Failure> failures, Instant from, Instant to) {
        List<ClusterCallers.Failure> some = failures.stream()
                .filter(failure -> failure.at().isAfter(from) && failure.at().isBefore(to))
                .toList();
        long readers =
                some.stream().map(ClusterCallers.Failure::reader).distinct().count();
        long last = some.stream()
                .mapToLong(failure -> Duration.between(from, failure.at()).toMillis())
                .max()
                .orElse(0);
        return "%d failed (of %d of %d readers, the last after %.1f s)"
                .formatted(some.size(), readers, ClusterCallers.readers(), last / 1000.0);
    }

    /** Each event that was acknowledged is in the log once, and in what is known of its reader. */
    private static void hasEach(RecommendClient client, Map<String, String> acknowledged) {
        Map<String, Set<String>> articles = new HashMap<>();
        acknowledged.forEach(
                (event, article) -> articles.computeIfAbsent(event.replaceAll("/.*", ""), reader -> new HashSet<>())
                        .add(article));

        List<String> logged = new ArrayList<>();
        try (EventWatch watch =
                client.watch(WatchRequest.oldest().ofReaders(articles.keySet().toArray(String[]::new)))) {
            while (logged.size() < acknowledged.size()) {
                var event = watch.next().event();
                logged.add(event.reader() + "/" + event.id());
            }
        }
        assertThat(logged).doesNotHaveDuplicates();
        assertThat(acknowledged.keySet()).isEqualTo(new HashSet<>(logged));
        articles.forEach((reader, some) -> assertThat(client.activities(reader, KeptAction.class))
                .extracting(KeptAction::article)
                .containsAll(some));
    }

    /** As many views of each article as were acknowledged in all tests so far. */
    private static void hasCounted(RecommendClient client) {
        await().atMost(SOON).untilAsserted(() -> {
            Map<String, Long> counted = new HashMap<>();
            client.articles(views.keySet(), ArticleView.FULL)
                    .articles()
                    .forEach(article -> counted.put(
                            article.id(),
                            article.stats().map(ArticleStats::views).orElse(0L)));
            assertThat(counted).isEqualTo(views);
        });
    }
}
