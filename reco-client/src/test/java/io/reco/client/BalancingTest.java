package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendException.Code;
import io.reco.client.page.Page;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

@Timeout(300)
class BalancingTest {
    @Test
    void callsAreSpreadOverAllAddresses() {
        try (FakeRecommendServer one = Loopback.start();
                FakeRecommendServer other = Loopback.start();
                RecommendClient client = Clients.connect(one, other)) {
            await().until(() -> {
                client.recommend(7, 3);
                return one.calls(Operation.RECOMMEND) > 0 && other.calls(Operation.RECOMMEND) > 0;
            });
            int before = one.calls(Operation.RECOMMEND);

            for (int i = 0; i < 20; i++) {
                client.recommend(7, 3);
            }

            assertThat(one.calls(Operation.RECOMMEND) - before).isEqualTo(10);
        }
    }

    @Test
    void aServerThatIsNotServingGetsNoCall() {
        try (FakeRecommendServer serving = Loopback.start();
                FakeRecommendServer starting = Loopback.start()) {
            starting.serving(false);
            try (RecommendClient client = Clients.connect(starting, serving)) {
                for (int i = 0; i < 50; i++) {
                    client.recommend(7, 3);
                }
                assertThat(serving.calls(Operation.RECOMMEND)).isEqualTo(50);
                assertThat(starting.calls(Operation.RECOMMEND)).isZero();

                starting.serving(true);
                await().until(() -> {
                    client.recommend(7, 3);
                    return starting.calls(Operation.RECOMMEND) > 0;
                });

                serving.serving(false);
                await().until(() -> {
                    int before = serving.calls(Operation.RECOMMEND);
                    client.recommend(7, 3);
                    client.recommend(7, 3);
                    return serving.calls(Operation.RECOMMEND) == before;
                });
                int before = serving.calls(Operation.RECOMMEND);
                for (int i = 0; i < 50; i++) {
                    client.recommend(7, 3);
                }
                assertThat(serving.calls(Operation.RECOMMEND)).isEqualTo(before);
            }
        }
    }

    @Test
    void withNobodyServingCallsFailOrWaitAsAsked() {
        try (FakeRecommendServer server = Loopback.start()) {
            server.serving(false);
            try (RecommendClient client = Clients.builder(server)
                    .connectTimeout(Duration.ofMillis(300))
                    .connect()) {
                RecommendException failure =
                        catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));
                assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
                assertThat(client.isServing()).isFalse();

                CompletableFuture<Page> waiting =
                        client.waitingForReady().async().recommend(7, 3);
                server.serving(true);

                assertThat(waiting.join().articles()).hasSize(3);
            }
        }
    }

    @Test
    void aServerThatIsNotThereFailsTheCallNotTheClient() {
        FakeRecommendServer gone = Loopback.start();
        gone.close();
        try (RecommendClient client =
                Clients.builder(gone).connectTimeout(Duration.ofMillis(300)).connect()) {
            RecommendException failure = catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3));
            assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(failure.retryable()).isTrue();
            assertThatThrownBy(client::isServing)
                    .isInstanceOfSatisfying(
                            RecommendException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
        }
    }

    @Test
    void aClientIsBackWithinFiveSecondsOfALongOutage() {
        FakeRecommendServer server = Loopback.start();
        int port = Loopback.port(server);
        try (RecommendClient client = Clients.connect(server)) {
            client.recommend(7, 3);
            server.close();
            // By then gRPC alone would pause for six seconds and more between two attempts.
            await().during(Duration.ofSeconds(9)).atMost(Duration.ofSeconds(30)).until(() -> fails(client));

            try (FakeRecommendServer again = Loopback.start(port)) {
                long back = System.nanoTime();
                await().pollInterval(Duration.ofMillis(20)).until(() -> !fails(client));

                assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(5));
                assertThat(again.calls(Operation.RECOMMEND)).isPositive();
            }
        }
    }

    @Test
    void aWaitingCallOutlivesAnOutage() {
        FakeRecommendServer server = Loopback.start();
        int port = Loopback.port(server);
        try (RecommendClient client = Clients.builder(server).waitForReady().connect()) {
            client.recommend(7, 3);
            server.close();
            CompletableFuture<Page> waiting =
                    client.withDeadline(Duration.ofSeconds(20)).async().recommend(7, 3);

            try (FakeRecommendServer again = Loopback.start(port)) {
                assertThat(waiting.join().articles()).hasSize(3);
                assertThat(again.calls(Operation.RECOMMEND)).isEqualTo(1);
            }
        }
    }

    @Test
    void addressesWithoutPortAreRefused() {
        assertThatThrownBy(() -> RecommendClient.builder("one:8889", "two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address: two (expected: host:port)");
    }

    private static boolean fails(RecommendClient client) {
        try {
            return client.recommend(7, 3).isEmpty();
        } catch (RecommendException e) {
            return true;
        }
    }
}
