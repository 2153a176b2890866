package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;

/** Many callers who send the largest requests there are, all at once, to a server with a small heap. */
@Tag("load")
class LargeRequestsIT {

    private static final Logger log = LoggerFactory.getLogger(LargeRequestsIT.class);

    private static final int LOADERS = 48;
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final int ARTICLES = 400;
    private static final int SUMMARY = 9_900;
    /** A slow machine takes its time for one; what is asked here is whether each ends. */
    private static final Duration UPSERT_MAX = Duration.ofSeconds(30);

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** What the small caller may wait for one answer, pauses that it is asked for included. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private static final int LOOKS_MIN = 20;

    @TempDir
    Path folder;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger pushedBack = new AtomicInteger();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void theServerStaysAliveEveryUpsertEndsAndOthersAreAnswered() throws Exception {
        List<UpsertArticlesRequest> requests = IntStream.range(0, LOADERS)
                .mapToObj(i -> request(new Random(i)))
                .toList();
        try (Serving server = Serving.start(folder, "-Xmx512m", "--deadline-max", UPSERT_MAX.toSeconds() + "s");
                HealthLooks health = HealthLooks.at(server.target());
                Caller pages = new Caller(server, Caller::page);
                Caller events = new Caller(server, Caller::event)) {
            long end = System.nanoTime() + LENGTH.toNanos();
            CountDownLatch loaders = new CountDownLatch(LOADERS);
            List<ManagedChannel> channels = new ArrayList<>();
            for (UpsertArticlesRequest request : requests) {
                ManagedChannel channel = connect(server);
                channels.add(channel);
                new Thread(() -> {
                            load(channel, request, end);
                            loaders.countDown();
                        })
                        .start();
            }
            pages.begin(end);
            events.begin(end);
            pages.join();
            events.join();
            loaders.await();
            channels.forEach(ManagedChannel::shutdownNow);

            log.info(
                    "loaders sent={} taken={} pushed_back={} failed={}; pages {}; events {}; health {}; memory={}",
                    sent,
                    taken,
                    pushedBack,
                    failures,
                    pages,
                    events,
                    health,
                    server.residentBytes());
            assertThat(server.isAlive()).isTrue();
            assertThat(failures).as("upserts that ended otherwise").isEmpty();
            assertThat(taken.get() + pushedBack.get()).as("upserts that ended").isEqualTo(sent.get());
            assertThat(taken.get()).isPositive();
            assertThat(pushedBack.get()).isPositive();
            pages.assertAnswered();
            events.assertAnswered();
            assertThat(health.failed()).isZero();
            assertThat(server.terminate(Duration.ofSeconds(60)))
                    .as("ends when told to")
                    .isTrue();
        }
    }

    private void load(ManagedChannel channel, UpsertArticlesRequest request, long end) {
        while (System.nanoTime() < end) {
            sent.incrementAndGet();
            try {
                var unused = CatalogServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(2 * UPSERT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                        .upsertArticles(request);
                taken.incrementAndGet();
            } catch (StatusRuntimeException e) {
                if (pushbackMs(e) >= 0) {
                    pushedBack.incrementAndGet();
                } else {
                    failures.merge(e.getStatus().toString(), 1, Integer::sum);
                }
            }
        }
    }

    /** How long the server asks to wait before another attempt; below 0 when it does not want one. */
    private static long pushbackMs(StatusRuntimeException refused) {
        Metadata trailers = refused.getTrailers();
        String pause = trailers == null ? null : trailers.get(PUSHBACK);
        return refused.getStatus().getCode() == Status.Code.UNAVAILABLE && pause != null ? Long.parseLong(pause) : -1;
    }

    /** Somebody else, with one small call after the other, each repeated until it is answered. */
    private static final class Caller implements AutoCloseable {

        private interface Call {
            void make(ManagedChannel channel, int number);
        }

        private final ManagedChannel channel;
        private final Call call;
        private final Histogram nanos = new Histogram(3);
        private final Map<String, Integer> failures = new TreeMap<>();
        private int refused;
        private Thread thread = new Thread(() -> {});

        Caller(Serving server, Call call) {
            this.channel = connect(server);
            this.call = call;
        }

        static void page(ManagedChannel channel, int number) {
            var unused = RecommendServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .recommend(RecommendRequest.newBuilder()
                            .setReaderId("reader-" + number % 100)
                            .setPageSize(10)
                            .build());
        }

        static void event(ManagedChannel channel, int number) {
            var unused = FeedbackServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addEvents(Event.newBuilder()
                                    .setEventId("e" + number)
                                    .setReaderId("anna")
                                    .setArticleId("1")
                                    .setType(EventType.EVENT_TYPE_VIEW))
                            .build());
        }

        void begin(long end) {
            thread = new Thread(() -> {
                for (int number = 0; System.nanoTime() < end; number++) {
                    long begin = System.nanoTime();
                    while (!isAnswered(number)) {
                        refused++;
                    }
                    nanos.recordValue(System.nanoTime() - begin);
                }
            });
            thread.start();
        }

        private boolean isAnswered(int number) {
            try {
                call.make(channel, number);
                return true;
            } catch (StatusRuntimeException e) {
                long pauseMs = pushbackMs(e);
                if (pauseMs >= 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
                    return false;
                }
                failures.merge(e.getStatus().toString(), 1, Integer::sum);
                return true;
            }
        }

        void join() throws InterruptedException {
            thread.join();
        }

        void assertAnswered() {
            assertThat(failures).isEmpty();
            assertThat(nanos.getTotalCount()).isGreaterThan(LOOKS_MIN);
            assertThat(nanos.getMaxValue())
                    .as("nanoseconds until the slowest answer")
                    .isLessThan(2 * ANSWER_MAX.toNanos());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "answered=%d refused=%d failed=%s p50_ms=%.0f p99_ms=%.0f max_ms=%.0f",
                    nanos.getTotalCount(),
                    refused,
                    failures,
                    OpenLoop.Outcome.percentile(nanos, .5),
                    OpenLoop.Outcome.percentile(nanos, .99),
                    OpenLoop.Outcome.percentile(nanos, 1));
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel connect(Serving server) {
        return Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                .disableRetry()
                .build();
    }

    /** Nearly 4 MiB of ever other words. */
    private static UpsertArticlesRequest request(Random random) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        for (int i = 0; i < ARTICLES; i++) {
            StringBuilder words = new StringBuilder();
            while (words.length() < SUMMARY) {
                words.append(Integer.toString(random.nextInt(20_000), 36)).append(' ');
            }
            request.addArticles(Article.newBuilder()
                    .setArticleId(String.valueOf(1 + random.nextInt(4_000)))
                    .setTitle("title")
                    .setSummary(words.toString()));
        }
        return request.build();
    }
}
