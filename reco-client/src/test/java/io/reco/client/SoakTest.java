package io.reco.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendException.Code;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.FeedbackReporter;
import io.reco.client.internal.future.Futures;
import io.reco.client.page.Page;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

/** What a client holds on to after minutes of calls that are cancelled, late or refused. */
@Tag("soak")
class SoakTest {
    private static final Duration LENGTH = Duration.ofMinutes(5);
    private static final Duration SAMPLE = Duration.ofSeconds(30);
    private static final int CALLS_PER_TICK = 2;
    private static final int TICK_MS = 10;
    private static final long HEAP_GROWTH_MAX = 4L * 1024 * 1024;

    private enum End {
        ANSWERED,
        CANCELLED,
        LATE,
        REFUSED
    }

    private record Sample(long heapBytes, int threads, int uncommitted) {}

    private final Random random = new Random(7);
    private final Map<End, Integer> ends = new EnumMap<>(End.class);

    @Test
    void cancellationsAndMissedDeadlinesLeaveNothingBehind() throws Exception {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        try (FakeRecommendServer server = Loopback.start();
                RecommendClient client = Clients.connect(server)) {
            FeedbackReporter reporter = client.reporter();
            client.recommend("", 3);
            int threadsBefore = threads();
            server.answers(operation -> answer());
            ScheduledFuture<?> ticking =
                    timer.scheduleAtFixedRate(() -> tick(client, reporter, timer), 0, TICK_MS, MILLISECONDS);

            Semaphore never = new Semaphore(0);
            boolean unusedFirst = never.tryAcquire(SAMPLE.toMillis(), MILLISECONDS);
            Sample first = sample(client);
            Sample last = first;
            for (long left = LENGTH.minus(SAMPLE).toMillis(); left > 0; left -= SAMPLE.toMillis()) {
                boolean unusedNext = never.tryAcquire(SAMPLE.toMillis(), MILLISECONDS);
                last = sample(client);
            }

            assertThat(ticking.isDone()).isFalse();
            timer.shutdownNow();
            assertThat(last.heapBytes() - first.heapBytes()).isLessThan(HEAP_GROWTH_MAX);
            await().untilAsserted(() -> assertThat(uncommitted(client)).isZero());
            // gRPC's pool has as many threads as calls happen to end at once, and lets go of idle ones after a minute.
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threadsBefore));
            Sample atRest = sample(client);
            assertThat(atRest.heapBytes() - first.heapBytes()).isLessThan(HEAP_GROWTH_MAX);
            synchronized (ends) {
                assertThat(ends).containsOnlyKeys(End.values());
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private synchronized Answer answer() {
        int draw = random.nextInt(100);
        if (draw < 10) {
            return Answer.failing(Code.UNAVAILABLE);
        }
        return draw < 50 ? Answer.normal() : Answer.normal().after(Duration.ofMillis(random.nextInt(60)));
    }

    /** Anonymous readers, of whom the fake keeps nothing, so that what grows is the client's. */
    private synchronized void tick(RecommendClient client, FeedbackReporter reporter, ScheduledExecutorService timer) {
        for (int i = 0; i < CALLS_PER_TICK; i++) {
            Duration deadline = random.nextBoolean()
                    ? Duration.ofNanos(20_000 + random.nextInt(40_000_000))
                    : Duration.ofMillis(200);
            CompletableFuture<Page> page = client.withDeadline(deadline).async().recommend(0, 3);
            Futures.onEnd(page, (value, failure) -> count(failure));
            switch (random.nextInt(4)) {
                case 0 -> page.cancel(true);
                case 1 -> {
                    ScheduledFuture<?> unusedCancel =
                            timer.schedule(() -> page.cancel(true), random.nextInt(30), MILLISECONDS);
                }
                default -> {}
            }
        }
        if (random.nextInt(100) == 0) {
            boolean unusedTaken = reporter.report(Event.view(1, 1).withId("soak"));
        }
    }

    private void count(@Nullable Throwable failure) {
        End end = failure == null
                ? End.ANSWERED
                : !(failure instanceof RecommendException e)
                        ? End.CANCELLED
                        : e.code() == Code.DEADLINE_EXCEEDED ? End.LATE : End.REFUSED;
        synchronized (ends) {
            ends.merge(end, 1, Integer::sum);
        }
    }

    private Sample sample(RecommendClient client) throws ReflectiveOperationException {
        System.gc();
        Sample sample = new Sample(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), threads(), uncommitted(client));
        synchronized (ends) {
            System.out.printf(
                    "soak: heapKiB=%d threads=%d uncommitted=%d %s%n",
                    sample.heapBytes() / 1024, sample.threads(), sample.uncommitted(), ends);
        }
        return sample;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Calls that gRPC still counts as undecided between their attempts: where it once leaked. */
    private static int uncommitted(RecommendClient client) throws ReflectiveOperationException {
        Object channel = field(field(field(client, "async"), "connection"), "calls");
        Object registry = field(field(channel, "delegate"), "uncommittedRetriableStreamsRegistry");
        Collection<?> streams = (Collection<?>) field(registry, "uncommittedRetriableStreams");
        synchronized (field(registry, "lock")) {
            return streams.size();
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(owner);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
