package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    private static final int CATALOGUE = 50;
    private static final int REPORTER_COUNT = 4;
    private static final int BATCH = 20;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 5_000;
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
    void aKillUnderLoadLosesNoAcknowledgedEventAndCountsNoneTwice() throws Exception {
        try (TestServer server = TestServer.start(TestServer.Setup.EMPTY)) {
            try (Stubs stubs = Stubs.of(server)) {
                stubs.publish(CATALOGUE);
            }
            // The last batch of each reporter stays unanswered: whether it counts is open until it is sent again.
            ConcurrentLinkedQueue<List<Event>> unanswered = new ConcurrentLinkedQueue<>();
            AtomicInteger acknowledged = new AtomicInteger();
            ExecutorService reporters = Executors.newFixedThreadPool(REPORTER_COUNT);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < REPORTER_COUNT; i++) {
                String name = "reporter-" + i;
                ends.add(reporters.submit(() -> reportUntilRefused(server, name, acknowledged, unanswered)));
            }

            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() >= ACKNOWLEDGED_BEFORE_KILL);
            server.kill();
            for (Future<?> end : ends) {
                end.get();
            }
            reporters.shutdown();
            server.start();

            try (Stubs stubs = Stubs.of(server)) {
                long open = (long) unanswered.size() * BATCH;
                assertThat(stubs.viewsOfAll(CATALOGUE)).isBetween((long) acknowledged.get(), acknowledged.get() + open);
                unanswered.forEach(stubs::report);
                await().atMost(COUNTS_AGE_MAX)
                        .untilAsserted(
                                () -> assertThat(stubs.viewsOfAll(CATALOGUE)).isEqualTo(acknowledged.get() + open));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1")
    void theStoreOfAnEarlierReleaseOpensWithAllItHolds(String release, @TempDir Path folder) {
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
