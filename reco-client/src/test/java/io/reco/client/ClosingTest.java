package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.feedback.Event;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReporterCounts;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.internal.report.BufferedReporter;
import io.reco.client.page.Page;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

@Timeout(300)
class ClosingTest {

    // The client's own; what was set must be told from it.
    private static final Duration CLOSING_OTHERWISE = Duration.ofSeconds(5);

    @Test
    void closingTwiceIsClosingOnceAndAClosedClientSaysSo() {
        try (FakeRecommendServer server = Loopback.start()) {
            RecommendClient client = Clients.connect(server);
            RecommendClient view = client.withDeadline(Duration.ofSeconds(9));

            view.close();
            client.close();

            assertThatThrownBy(() -> client.recommend(7, 3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("client: closed (expected: open)");
            assertThatThrownBy(() -> client.async().recommend(7, 3)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingLetsRunningCallsEnd() {
        try (FakeRecommendServer server = Loopback.start()) {
            RecommendClient client = Clients.connect(server);
            server.always(Operation.RECOMMEND, Answer.normal().after(Duration.ofMillis(400)));
            CompletableFuture<Page> page = client.async().recommend(7, 3);

            client.close();

            await().until(page::isDone);
            assertThat(page.join().articles()).hasSize(3);
        }
    }

    @Test
    void closingCutsOffWhatTakesTooLong() {
        try (FakeRecommendServer server = Loopback.start()) {
            RecommendClient client =
                    Clients.builder(server).closeTimeout(Duration.ofMillis(200)).connect();
            server.always(Operation.RECOMMEND, Answer.normal().after(Duration.ofMinutes(1)));
            CompletableFuture<Page> page =
                    client.withDeadline(Duration.ofMinutes(1)).async().recommend(7, 3);
            long start = System.nanoTime();

            client.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLOSING_OTHERWISE);
            await().until(page::isCompletedExceptionally);
        }
    }

    @Test
    void anInterruptCutsClosingShortAndStaysSet() throws InterruptedException {
        try (FakeRecommendServer server = Loopback.start()) {
            RecommendClient client =
                    Clients.builder(server).closeTimeout(Duration.ofMinutes(5)).connect();
            server.answers(operation -> Answer.normal().after(Duration.ofMinutes(1)));
            FeedbackReporter reporter =
                    client.withDeadline(Duration.ofMinutes(1)).reporter();
            reporter.report(Event.view(7, 1));
            CompletableFuture<Page> page =
                    client.withDeadline(Duration.ofMinutes(1)).async().recommend(7, 3);
            AtomicBoolean flag = new AtomicBoolean();
            Thread closer = new Thread(() -> {
                client.close();
                flag.set(Thread.currentThread().isInterrupted());
            });
            closer.start();

            closer.interrupt();
            closer.join(30_000);

            assertThat(closer.isAlive()).isFalse();
            assertThat(flag).isTrue();
            await().until(page::isCompletedExceptionally);
            await().untilAsserted(() -> assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 0, 1, 0, 0)));
        }
    }

    /** The connection may be gone before the batch that the reporter just took has left: that is no refusal by the server. */
    @Test
    void aBatchThatTheClosingCutShortIsAbandonedNotRefused() throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(1);
        BufferedReporter reporter =
                new BufferedReporter(ReporterOptions.defaults().withMaxAge(Duration.ofMillis(1)), batch -> {
                    taken.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    throw new IllegalStateException("client: closed (expected: open)");
                });
        reporter.start(Duration.ofMinutes(5), () -> {});
        reporter.report(Event.view(7, 1));
        taken.await();
        Thread closer = new Thread(reporter::close);
        closer.start();

        closer.interrupt();

        closer.join(30_000);
        assertThat(closer.isAlive()).isFalse();
        await().untilAsserted(() -> assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 0, 1, 0, 0)));
    }

    @Test
    void aClosedClientLeavesNoThreadBehind() {
        // Those of the tests before this one.
        awaitNoThread();

        for (int i = 0; i < 3; i++) {
            try (FakeRecommendServer server = Loopback.start();
                    RecommendClient client = Clients.connect(server)) {
                client.reporter().report(Event.view(7, 1));
                client.recommend(7, 3);
                client.isServing();
                assertThat(threads()).isNotEmpty();
            }
        }

        awaitNoThread();
    }

    /** gRPC keeps its shared threads for a moment, in case another client comes. */
    private static void awaitNoThread() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    /** Without gRPC's shared executor, which its TLS server, in another test, never lets go of. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("grpc-.*-ELG-.*|grpc-timer-.*|reco-.*|fake-.*"))
                .collect(Collectors.toSet());
    }

    @Test
    void aClosedClientLeavesNoChannelBehind() {
        List<String> orphans = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                orphans.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.grpc.internal.ManagedChannelOrphanWrapper");
        logger.addHandler(handler);
        try (FakeRecommendServer server = Loopback.start()) {
            WeakReference<RecommendClient> closed = new WeakReference<>(usedAndClosed(server));
            await().until(() -> {
                System.gc();
                return closed.refersTo(null);
            });
            // gRPC looks for orphans whenever a channel is made.
            usedAndClosed(server);

            assertThat(orphans).isEmpty();
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static RecommendClient usedAndClosed(FakeRecommendServer server) {
        RecommendClient client = Clients.connect(server);
        client.recommend(7, 3);
        client.isServing();
        client.close();
        return client;
    }
}
