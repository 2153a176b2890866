package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
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
    private static final int LOOKS_MIN = 5;

    @TempDir
    Path folder;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger pushedBack = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void theServerStaysAliveAndAnswersOthers() throws Exception {
        try (Serving server = Serving.start(folder, "-Xmx512m");
                HealthLooks health = HealthLooks.at(server.target())) {
            long end = System.nanoTime() + LENGTH.toNanos();
            CountDownLatch loaders = new CountDownLatch(LOADERS);
            List<ManagedChannel> channels = new ArrayList<>();
            for (int i = 0; i < LOADERS; i++) {
                ManagedChannel channel = connect(server);
                channels.add(channel);
                UpsertArticlesRequest request = request(new Random(i));
                new Thread(() -> {
                            load(channel, request, end);
                            loaders.countDown();
                        })
                        .start();
            }
            int answered = lookAround(server, end);
            loaders.await();
            channels.forEach(ManagedChannel::shutdownNow);

            log.info(
                    "loaders taken={} pushed_back={} failed={}; others answered={}; health {}; memory={}",
                    taken,
                    pushedBack,
                    failed,
                    answered,
                    health,
                    server.residentBytes());
            assertThat(server.isAlive()).isTrue();
            assertThat(pushedBack.get()).isPositive();
            assertThat(answered).as("pages and events of another caller").isGreaterThan(LOOKS_MIN);
            assertThat(health.failed()).isZero();
            assertThat(server.terminate(Duration.ofSeconds(60)))
                    .as("ends when told to")
                    .isTrue();
        }
    }

    private void load(ManagedChannel channel, UpsertArticlesRequest request, long end) {
        while (System.nanoTime() < end) {
            try {
                var unused = CatalogServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .upsertArticles(request);
                taken.incrementAndGet();
            } catch (StatusRuntimeException e) {
                (e.getStatus().getCode() == Status.Code.UNAVAILABLE ? pushedBack : failed).incrementAndGet();
            }
        }
    }

    /** Pages and events of a caller of its own, one after the other; how many were answered. */
    private static int lookAround(Serving server, long end) {
        ManagedChannel channel = connect(server);
        int answered = 0;
        for (int i = 0; System.nanoTime() < end; i++) {
            try {
                var page = RecommendServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(5, TimeUnit.SECONDS)
                        .recommend(RecommendRequest.newBuilder()
                                .setReaderId("anna")
                                .setPageSize(10)
                                .build());
                var report = FeedbackServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(5, TimeUnit.SECONDS)
                        .reportEvents(ReportEventsRequest.newBuilder()
                                .addEvents(Event.newBuilder()
                                        .setEventId("e" + i)
                                        .setReaderId("anna")
                                        .setArticleId("1")
                                        .setType(EventType.EVENT_TYPE_VIEW))
                                .build());
                answered += page.hasPageTime() && report.getSerializedSize() >= 0 ? 1 : 0;
            } catch (StatusRuntimeException e) {
                log.info("another caller's call failed status={}", e.getStatus());
            }
        }
        channel.shutdownNow();
        return answered;
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
