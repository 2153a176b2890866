package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.client.Operation;
import io.reco.client.RecommendClient;
import io.reco.client.RecommendException;
import io.reco.client.RecommendException.Code;

/** A client of two replicas, which balances over both, while one of them goes away. */
class ReplicasIT {

    private static final TestServer.Setup DRAINING = new TestServer.Setup(
            Map.of("RECO_DRAIN_DELAY", "2s", "RECO_DEMO", "true"), Optional.empty(), Optional.empty());
    private static final int CALLER_COUNT = 2;
    private static final Duration DEADLINE = Duration.ofMillis(500);
    // A call ends with its deadline, give or take what a busy machine with two CPUs needs to notice.
    private static final Duration DEADLINE_SLACK = Duration.ofMillis(500);
    // The client's keepalive finds a connection dead that long after the last answer, and some more.
    private static final Duration NOTICED_MAX = Duration.ofSeconds(90);
    // Without a deadline a call ends when its connection is found dead, which the client does not look for any sooner.
    private static final Duration KEPT_ALIVE = Duration.ofSeconds(20);
    private static final int GOOD_CALLS_IN_A_ROW = 50;

    private TestServer first;
    private TestServer second;

    @BeforeEach
    void start() {
        first = TestServer.start(DRAINING);
        second = TestServer.start(DRAINING);
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void aRollingRestartUnderLoadFailsNoCall() throws InterruptedException {
        try (RecommendClient client = Clients.of(first, second);
                Load load = new Load(client)) {
            for (TestServer server : List.of(first, second)) {
                awaitCallsTo(first);
                awaitCallsTo(second);

                server.terminate();
                server.awaitExit(Duration.ofSeconds(40));
                server.start();
            }
            awaitCallsTo(second);
            load.stop();

            assertThat(load.failures()).isEmpty();
            assertThat(load.answered()).isGreaterThan(100);
        }
    }

    @Test
    void aPausedReplicaCostsNoMoreThanTheDeadlineAndLosesItsCallsToTheOther() {
        try (RecommendClient client = client()) {
            awaitAnswersFrom(client, first);
            awaitAnswersFrom(client, second);

            first.pause();
            try {
                AtomicLong inARow = new AtomicLong();
                List<Duration> took = new ArrayList<>();
                await().atMost(NOTICED_MAX).pollInterval(Duration.ofMillis(20)).until(() -> {
                    long begin = System.nanoTime();
                    boolean answered = answers(client);
                    if (!answered) {
                        took.add(Duration.ofNanos(System.nanoTime() - begin));
                    }
                    return (answered ? inARow.incrementAndGet() : inARow.getAndSet(0)) >= GOOD_CALLS_IN_A_ROW;
                });
                // A busy machine adds to any of them, hardly to all.
                assertThat(Collections.min(took)).isLessThan(DEADLINE.plus(DEADLINE_SLACK));
                assertThat(Collections.max(took)).isLessThan(KEPT_ALIVE);
            } finally {
                first.resume();
            }

            awaitAnswersFrom(client, first);
        }
    }

    @Test
    void aPausedServerEndsACallInDeadlineExceeded() {
        try (RecommendClient client = RecommendClient.builder(first.target())
                .plaintext()
                .deadline(Operation.RECOMMEND, DEADLINE)
                .connect()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> answers(client));

            first.pause();
            try {
                // A busy engine says that it is paused a moment before it is.
                await().atMost(Duration.ofSeconds(30)).until(() -> !answers(client));
            } finally {
                first.resume();
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> answers(client));
        }
    }

    private RecommendClient client() {
        return RecommendClient.builder(first.target(), second.target())
                .plaintext()
                .deadline(Operation.RECOMMEND, DEADLINE)
                .connect();
    }

    /** False when the deadline passed. */
    private static boolean answers(RecommendClient client) {
        try {
            return client.recommend("", 5).articles().size() == 5;
        } catch (RecommendException e) {
            assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            return false;
        }
    }

    private static void awaitAnswersFrom(RecommendClient client, TestServer server) {
        double before = callsTo(server);
        await().atMost(Duration.ofSeconds(30)).until(() -> answers(client) && callsTo(server) > before);
    }

    /** Waits until this server is in the client's rotation: calls made by somebody else reach it. */
    private static void awaitCallsTo(TestServer server) {
        double before = callsTo(server);
        await().atMost(Duration.ofSeconds(30)).until(() -> callsTo(server) > before);
    }

    private static double callsTo(TestServer server) {
        return Metrics.of(server)
                .value(
                        "grpc_server_call_started_total{grpc_method=\"reco.v1.RecommendService/Recommend\",transport=\"grpc\"}");
    }

    /** Callers that ask for pages one after another, until stopped. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong answered = new AtomicLong();
        private final ConcurrentLinkedQueue<RecommendException> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> callers;

        Load(RecommendClient client) {
            callers = IntStream.rangeClosed(1, CALLER_COUNT)
                    .mapToObj(caller -> new Thread(() -> call(client, caller), "caller-" + caller))
                    .toList();
            callers.forEach(Thread::start);
        }

        private void call(RecommendClient client, int caller) {
            for (int reader = caller; !stopped.get(); reader += CALLER_COUNT) {
                try {
                    client.recommend(1 + reader % 1_000, 10);
                    answered.incrementAndGet();
                } catch (RecommendException e) {
                    failures.add(e);
                }
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }

        List<RecommendException> failures() {
            return List.copyOf(failures);
        }

        long answered() {
            return answered.get();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }
}
