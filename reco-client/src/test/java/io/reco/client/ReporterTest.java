package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendException.Code;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.feedback.ReporterCounts;
import io.reco.client.feedback.ReporterListener;
import io.reco.client.feedback.ReporterOptions;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

@Timeout(300)
class ReporterTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    // The client's own; what was set must be told from it.
    private static final Duration CLOSING_OTHERWISE = Duration.ofSeconds(5);
    private static final Answer STALL = Answer.normal().after(Duration.ofMinutes(1));

    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.builder(server)
            .deadline(Operation.REPORT, Duration.ofSeconds(1))
            .closeTimeout(Duration.ofSeconds(10))
            .connect();
    private final List<Event> undelivered = Collections.synchronizedList(new ArrayList<>());
    private final ReporterListener listener = new ReporterListener() {
        @Override
        public void refused(Refused<Event> event) {
            undelivered.add(event.what());
        }

        @Override
        public void refused(List<Event> events, RecommendException reason) {
            undelivered.addAll(events);
        }

        @Override
        public void abandoned(List<Event> events) {
            undelivered.addAll(events);
        }
    };

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aFullBatchIsSentAtOnceAndInOrder() {
        FeedbackReporter reporter =
                client.reporter(ReporterOptions.defaults().withBatchSize(3).withMaxAge(LONG));
        List<Event> events = events(7);

        events.forEach(event -> assertThat(reporter.report(event)).isTrue());

        await().until(() -> server.events().size() == 6);
        assertThat(server.calls(Operation.REPORT)).isEqualTo(2);
        assertThat(server.events()).isEqualTo(events.subList(0, 6));
        assertThat(reporter.counts().pending()).isEqualTo(1);
    }

    @Test
    void aBatchOfLongTokensIsFullByItsBytes() {
        String token = "x".repeat(8_000); // 65 of them fill half a MiB, the most that one request holds
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withMaxAge(LONG));

        events(196).forEach(event -> reporter.report(event.from(token)));

        await().until(() -> server.events().size() == 195);
        assertThat(server.calls(Operation.REPORT)).isEqualTo(3);
        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(server.calls(Operation.REPORT)).isEqualTo(4);
        client.report(events(130).stream().map(event -> event.from(token)).toList());
        assertThat(server.calls(Operation.REPORT)).isEqualTo(6);
    }

    @Test
    void aLonelyEventIsSentWhenItIsOldEnough() {
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withMaxAge(Duration.ofMillis(100)));
        Event event = Event.view(7, 1);
        long start = System.nanoTime();

        reporter.report(event);

        await().pollInterval(Duration.ofMillis(5)).until(() -> server.events().contains(event));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aFlushSendsWhatIsThereAndWaitsForIt() {
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withMaxAge(LONG));
        events(5).forEach(reporter::report);

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();

        assertThat(server.events()).hasSize(5);
        assertThat(reporter.counts()).isEqualTo(new ReporterCounts(5, 0, 0, 0, 0, 0));
        server.always(Operation.REPORT, STALL);
        reporter.report(Event.view(7, 9));
        assertThat(reporter.flush(Duration.ofMillis(50))).isFalse();
        server.always(Operation.REPORT, Answer.normal());
    }

    @Test
    void closingTheClientFlushesItsReporters() {
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withMaxAge(LONG));
        events(1_234).forEach(reporter::report);

        client.close();

        assertThat(server.events()).hasSize(1_234);
        assertThat(reporter.report(Event.view(7, 1))).isFalse();
        assertThat(reporter.counts()).isEqualTo(new ReporterCounts(1_234, 0, 0, 0, 1, 0));
        assertThatThrownBy(client::reporter).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFlakyServerLosesNothingAndDuplicatesNothing() throws Exception {
        Random random = new Random(42);
        server.answers(operation -> {
            // Of ten attempts three fail, one of them after the events were stored.
            int draw = random.nextInt(10);
            return draw == 0 ? Answer.lost() : draw < 3 ? Answer.failing(Code.UNAVAILABLE) : Answer.normal();
        });
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults()
                .withBatchSize(250)
                .withCapacity(2_000)
                .withWaitWhenFull(Duration.ofMinutes(1)));
        int threads = 4;
        int each = 25_000;

        ExecutorService callers = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> running = new ArrayList<>();
        for (int thread = 1; thread <= threads; thread++) {
            int reader = thread;
            running.add(callers.submit(() -> (int) IntStream.rangeClosed(1, each)
                    .filter(article -> reporter.report(Event.view(reader, article)))
                    .count()));
        }
        for (Future<Integer> taken : running) {
            assertThat(taken.get(100, TimeUnit.SECONDS)).isEqualTo(each);
        }
        callers.shutdown();
        assertThat(reporter.flush(Duration.ofSeconds(30))).isTrue();

        ReporterCounts counts = reporter.counts();
        assertThat(counts.delivered()).isEqualTo(100_000);
        assertThat(counts).isEqualTo(new ReporterCounts(counts.accepted(), counts.duplicates(), 0, 0, 0, 0));
        assertThat(server.events()).hasSize(100_000);
        assertThat(server.events().stream()
                        .map(event -> event.reader() + " " + event.article())
                        .distinct())
                .hasSize(100_000);
        assertThat(server.calls(Operation.REPORT)).isGreaterThan(500); // 400 batches, 3 of 10 attempts in vain
        assertThat(counts.duplicates()).isPositive();
    }

    @Test
    void withoutAListenerTheFirstRefusalIsLoggedWithItsReasonAndNoOther() {
        List<LogRecord> warnings = Collections.synchronizedList(new ArrayList<>());
        Logger log = Logger.getLogger(FeedbackReporter.class.getName());
        Handler handler = new Recording(warnings);
        log.addHandler(handler);
        try {
            server.always(
                    Operation.REPORT,
                    Answer.invalid(new Violation("exposure", "exposure: x (expected: a token of this server)")));
            FeedbackReporter reporter =
                    client.reporter(ReporterOptions.defaults().withBatchSize(1).withCapacity(10));

            events(3).forEach(reporter::report);

            await().until(() -> reporter.counts().refused() == 3);
            client.close();
            assertThat(warnings).singleElement().satisfies(warning -> {
                assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
                assertThat(warning.getMessage()).contains("exposure: x (expected: a token of this server)");
            });
        } finally {
            log.removeHandler(handler);
        }
    }

    private static final class Recording extends Handler {
        private final List<LogRecord> records;

        Recording(List<LogRecord> records) {
            this.records = records;
        }

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aFullBufferRefusesAndCounts() {
        server.always(Operation.REPORT, STALL);
        FeedbackReporter reporter =
                client.reporter(ReporterOptions.defaults().withBatchSize(2).withCapacity(10));

        long taken = IntStream.rangeClosed(1, 1_000)
                .filter(article -> reporter.report(Event.view(7, article)))
                .count();

        assertThat(taken).isEqualTo(10);
        assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 0, 0, 990, 10));
        server.always(Operation.REPORT, Answer.normal());
    }

    @Test
    void aFullBufferWaitsForRoomWhenAskedTo() {
        server.next(Operation.REPORT, Answer.normal().after(Duration.ofMillis(300)));
        FeedbackReporter reporter = client.reporter(
                ReporterOptions.defaults().withBatchSize(2).withCapacity(2).withWaitWhenFull(Duration.ofSeconds(20)));

        assertThat(events(20)).allMatch(reporter::report);

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(reporter.counts().accepted()).isEqualTo(20);
    }

    @Test
    void anInterruptEndsTheWaitingForRoom() throws InterruptedException {
        server.always(Operation.REPORT, STALL);
        FeedbackReporter reporter = client.reporter(
                ReporterOptions.defaults().withBatchSize(1).withCapacity(1).withWaitWhenFull(LONG));
        reporter.report(Event.view(7, 1));
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            boolean taken = reporter.report(Event.view(7, 2));
            interrupted.set(!taken && Thread.currentThread().isInterrupted());
        });
        caller.start();

        caller.interrupt();
        caller.join();

        assertThat(interrupted).isTrue();
        assertThat(reporter.counts().turnedAway()).isEqualTo(1);
        server.always(Operation.REPORT, Answer.normal());
    }

    @Test
    void wrongEventsAreToldAndTheOthersArrive() {
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withListener(listener));
        Event wrong = Event.view("0", "1");
        reporter.report(Event.view(7, 1));
        reporter.report(wrong);
        reporter.report(Event.view(7, 2));

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();

        assertThat(reporter.counts()).isEqualTo(new ReporterCounts(2, 0, 1, 0, 0, 0));
        await().untilAsserted(() -> assertThat(undelivered).containsExactly(wrong));
    }

    @Test
    void aRefusalOfTheWholeRequestIsNotRepeated() {
        server.next(Operation.REPORT, Answer.failing(Code.PERMISSION_DENIED));
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withListener(listener));
        List<Event> events = events(3);
        events.forEach(reporter::report);

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();

        assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 3, 0, 0, 0));
        assertThat(server.calls(Operation.REPORT)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(undelivered).isEqualTo(events));
        reporter.report(Event.view(7, 9));
        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(reporter.counts().accepted()).isEqualTo(1);
    }

    @Test
    void aMissedDeadlineIsRepeated() {
        server.next(Operation.REPORT, STALL);
        FeedbackReporter reporter = client.withDeadline(Duration.ofMillis(200)).reporter();
        reporter.report(Event.view(7, 1));

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();

        assertThat(reporter.counts().accepted()).isEqualTo(1);
        assertThat(server.calls(Operation.REPORT)).isEqualTo(2);
    }

    @Test
    void aListenerThatThrowsEndsNothing() {
        FeedbackReporter reporter = client.reporter(ReporterOptions.defaults().withListener(new ReporterListener() {
            @Override
            public void refused(Refused<Event> event) {
                throw new IllegalStateException("listener: as the test wants it");
            }
        }));
        reporter.report(Event.view("0", "1"));
        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();

        reporter.report(Event.view(7, 1));

        assertThat(reporter.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(reporter.counts().accepted()).isEqualTo(1);
    }

    @Test
    void whatCannotBeDeliveredByTheEndIsToldAndCounted() {
        server.close();
        try (RecommendClient hasty = Clients.builder(server)
                .connectTimeout(Duration.ZERO)
                .closeTimeout(Duration.ofMillis(300))
                .connect()) {
            FeedbackReporter reporter =
                    hasty.reporter(ReporterOptions.defaults().withBatchSize(2).withListener(listener));
            List<Event> events = events(5);
            events.forEach(reporter::report);
            long start = System.nanoTime();

            reporter.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLOSING_OTHERWISE);
            assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 0, 5, 0, 0));
            assertThat(undelivered).isEqualTo(events);
        }
    }

    @Test
    void aCallThatHangsDoesNotKeepTheReporterFromClosing() {
        server.always(Operation.REPORT, STALL);
        try (RecommendClient hasty = Clients.builder(server)
                .deadline(Operation.REPORT, LONG)
                .closeTimeout(Duration.ofMillis(300))
                .connect()) {
            FeedbackReporter reporter =
                    hasty.reporter(ReporterOptions.defaults().withBatchSize(2).withListener(listener));
            events(5).forEach(reporter::report);
            await().until(() -> server.calls(Operation.REPORT) == 1);

            reporter.close();

            assertThat(reporter.counts()).isEqualTo(new ReporterCounts(0, 0, 0, 5, 0, 0));
        }
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> ReporterOptions.defaults().withBatchSize(1_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize: 1001 (expected: 1..1000)");
        assertThatThrownBy(() -> ReporterOptions.defaults().withCapacity(10))
                .hasMessage("capacity: 10 (expected: at least batchSize, 500)");
    }

    private static List<Event> events(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(article -> Event.view(7, article))
                .toList();
    }
}
