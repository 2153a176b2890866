package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.WatchEventsRequest;
import io.reco.api.v1.WatchEventsResponse;

/** What was acknowledged is there after any end. */
class RestartIT {

    private static final Logger log = LoggerFactory.getLogger(RestartIT.class);

    private static final int CATALOGUE = 50;
    private static final int REPORTER_COUNT = 4;
    private static final int BATCH = 20;
    private static final int KILLS = Integer.getInteger("reco.it.kills", 1);
    private static final int ACKNOWLEDGED_BEFORE_KILL = 5_000;
    /** Of the kills that follow the first one: each meets the store at another point of its work. */
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 1_000;

    private static final Duration ORDERLY_END_MAX = Duration.ofSeconds(40);
    private static final Duration COUNTS_AGE_MAX = Duration.ofSeconds(10);

    @Test
    void anOrderlyRestartKeepsArticlesEventsAndPages() {
        try (TestServer server = TestServer.start(TestServer.Setup.EMPTY)) {
            ArticleResponse page;
            try (Stubs stubs = Stubs.of(server)) {
                stubs.publish(CATALOGUE);
                stubs.report(views("before", 100));
                page = stubs.page(7, 10);
            }

            server.terminate();
            int exit = server.awaitExit(ORDERLY_END_MAX);
            server.start();

            assertThat(exit).isIn(0, 128 + 15);
            try (Stubs stubs = Stubs.of(server)) {
                assertThat(stubs.catalog()
                                .listArticles(ListArticlesRequest.getDefaultInstance())
                                .getArticlesCount())
                        .isEqualTo(CATALOGUE);
                assertThat(stubs.viewsOfAll(CATALOGUE)).isEqualTo(100);
                assertThat(stubs.recommend()
                                .userRecommend(UserRequest.newBuilder()
                                        .setUserId(7)
                                        .setTimeStamp(page.getTimeStamp())
                                        .build()))
                        .isEqualTo(page);
                ReportEventsResponse again = stubs.report(views("before", 100));
                assertThat(again.getDuplicateIndexesCount()).isEqualTo(100);
            }
        }
    }

    @Test
    void openWatchesDoNotHoldAStop() {
        Map<String, String> patient = Map.of("RECO_DRAIN_DELAY", "0s", "RECO_SHUTDOWN_GRACE", "120s");
        try (TestServer server = TestServer.start(new TestServer.Setup(patient, Optional.empty(), Optional.empty()));
                Stubs stubs = Stubs.of(server)) {
            Iterator<WatchEventsResponse> events = FeedbackServiceGrpc.newBlockingStub(stubs.channel())
                    .watchEvents(WatchEventsRequest.getDefaultInstance());
            Iterator<HealthCheckResponse> health =
                    HealthGrpc.newBlockingStub(stubs.channel()).watch(HealthCheckRequest.getDefaultInstance());
            assertThat(events.next().getPosition()).isNotEmpty();
            assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);

            server.terminate();

            // Less than the time that calls under way get.
            assertThat(server.awaitExit(ORDERLY_END_MAX)).isIn(0, 128 + 15);
            assertThatThrownBy(() -> events.forEachRemaining(answer -> {})).hasMessageContaining("UNAVAILABLE");
            assertThatThrownBy(() -> health.forEachRemaining(answer -> {})).hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void killsUnderLoadLoseNoAcknowledgedEventAndCountNoneTwice() throws Exception {
        try (TestServer server = TestServer.start(TestServer.Setup.EMPTY)) {
            try (Stubs stubs = Stubs.of(server)) {
                stubs.publish(CATALOGUE);
            }
            long known = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                Load load = killUnderLoad(server, kill);
                server.start();

                try (Stubs stubs = Stubs.of(server)) {
                    known = allAreThereOnce(stubs, known, load);
                }
                log.info("killed times={} acknowledged={} open={}", kill + 1, load.acknowledged(), load.open());
            }
        }
    }

    /** What was acknowledged until a kill, and the batches of which nobody knows: the last one of each reporter. */
    private record Load(int acknowledged, List<List<Event>> unanswered) {

        long open() {
            return (long) unanswered.size() * BATCH;
        }
    }

    private static Load killUnderLoad(TestServer server, int kill) throws Exception {
        ConcurrentLinkedQueue<List<Event>> unanswered = new ConcurrentLinkedQueue<>();
        AtomicInteger acknowledged = new AtomicInteger();
        ExecutorService reporters = Executors.newFixedThreadPool(REPORTER_COUNT);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < REPORTER_COUNT; i++) {
            String name = "kill-" + kill + "-reporter-" + i;
            ends.add(reporters.submit(() -> reportUntilRefused(server, name, acknowledged, unanswered)));
        }

        int before = kill == 0 ? ACKNOWLEDGED_BEFORE_KILL : ACKNOWLEDGED_BETWEEN_KILLS;
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() >= before);
        server.kill();
        for (Future<?> end : ends) {
            end.get();
        }
        reporters.shutdown();
        return new Load(acknowledged.get(), List.copyOf(unanswered));
    }

    /** Of what is open each batch counts or does not, until it is sent again; how many views there are then. */
    private static long allAreThereOnce(Stubs stubs, long known, Load load) {
        long least = known + load.acknowledged();
        assertThat(stubs.viewsOfAll(CATALOGUE)).isBetween(least, least + load.open());
        load.unanswered().forEach(stubs::report);
        await().atMost(COUNTS_AGE_MAX)
                .untilAsserted(() -> assertThat(stubs.viewsOfAll(CATALOGUE)).isEqualTo(least + load.open()));
        return least + load.open();
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1")
    void theStoreOfAnEarlierReleaseOpensWithAllItHolds(String release, @TempDir Path folder) {
        assumeFalse(SharedStore.isChosen(), "it is one in a directory");
        TestServer.Setup setup =
                new TestServer.Setup(Map.of(), Optional.of(StoreFixture.of(release, folder)), Optional.empty());

        try (TestServer server = TestServer.start(setup);
                Stubs stubs = Stubs.of(server)) {
            StoreFixture.check(stubs);
        }
    }

    /** One reader's views in batches, until a call fails. */
    private static void reportUntilRefused(
            TestServer server, String name, AtomicInteger acknowledged, ConcurrentLinkedQueue<List<Event>> unanswered) {
        try (Stubs stubs = Stubs.of(server)) {
            for (int batch = 0; ; batch++) {
                List<Event> events = views(name + "-" + batch, BATCH);
                try {
                    assertThat(stubs.report(events).getAcceptedCount()).isEqualTo(BATCH);
                } catch (StatusRuntimeException e) {
                    unanswered.add(events);
                    return;
                }
                acknowledged.addAndGet(BATCH);
            }
        }
    }

    private static List<Event> views(String name, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Stubs.view(name + "-" + i, 1 + i, 1 + i % CATALOGUE));
        }
        return events;
    }
}
