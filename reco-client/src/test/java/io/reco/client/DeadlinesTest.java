package io.reco.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.page.Page;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

@Timeout(300)
class DeadlinesTest {
    // That of a test client; what was set must be told from it.
    private static final Duration OTHERWISE = Duration.ofSeconds(20);
    private static final Answer STALL = Answer.normal().after(Duration.ofMinutes(1));

    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        client.close();
        server.close();
        timer.shutdownNow();
    }

    @Test
    void everyKindOfCallHasADeadlineOfItsOwn() {
        Remaining remaining = new Remaining();
        try (RecommendClient untouched = RecommendClient.builder(server.target())
                .plaintext()
                .customizeChannel(builder -> builder.intercept(remaining))
                .connect()) {
            server.answers(operation -> STALL);

            assertThat(timeToFail(() -> untouched.recommend(7, 3))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(remaining.millis).isLessThanOrEqualTo(1_000);
            assertThat(timeToFail(() -> untouched.report(Event.view(7, 1))))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(remaining.millis).isLessThanOrEqualTo(2_000);
        }
    }

    @Test
    void theBuilderAndACallCanSetOtherDeadlines() {
        server.answers(operation -> STALL);

        try (RecommendClient hasty = Clients.builder(server)
                .deadline(Operation.RECOMMEND, Duration.ofMillis(40))
                .connect()) {
            assertThat(timeToFail(() -> hasty.recommend(7, 3))).isBetween(Duration.ofMillis(40), OTHERWISE);
        }
        assertThat(timeToFail(() -> client.withDeadline(Duration.ofMillis(40)).recommend(7, 3)))
                .isBetween(Duration.ofMillis(40), OTHERWISE);
    }

    @Test
    void aViewGivesEveryCallTheWholeDeadline() {
        RecommendClient view = client.withDeadline(Duration.ofSeconds(4));
        server.always(Operation.RECOMMEND, Answer.normal().after(Duration.ofMillis(2_100)));

        // Together longer than one deadline: it does not begin when the view is made.
        assertThat(view.recommend(7, 3).articles()).hasSize(3);
        assertThat(view.recommend(7, 3).articles()).hasSize(3);
    }

    @Test
    void theSmallerOfOurDeadlineAndTheContextsWins() {
        server.answers(operation -> STALL);
        Context hasty = Context.current().withDeadlineAfter(60, MILLISECONDS, timer);
        Context patient = Context.current().withDeadlineAfter(1, MINUTES, timer);

        AtomicReference<@Nullable Duration> hastyTook = new AtomicReference<>();
        hasty.run(() -> hastyTook.set(timeToFail(() -> client.recommend(7, 3))));
        AtomicReference<@Nullable Duration> patientTook = new AtomicReference<>();
        patient.run(() -> patientTook.set(
                timeToFail(() -> client.withDeadline(Duration.ofMillis(60)).recommend(7, 3))));

        assertThat(hastyTook.get()).isLessThan(OTHERWISE);
        assertThat(patientTook.get()).isLessThan(OTHERWISE);
    }

    @Test
    void aCallThatGrpcNeverEndsIsGivenUp() {
        try (RecommendClient hanging = Clients.builder(server)
                .customizeChannel(builder -> builder.intercept(new Swallowing()))
                .connect()) {
            Duration took =
                    timeToFail(() -> hanging.withDeadline(Duration.ofMillis(50)).recommend(7, 3));

            assertThat(took).isBetween(Duration.ofSeconds(1), OTHERWISE);
        }
    }

    @Test
    void cancellingAFutureReachesTheServer() {
        server.answers(operation -> STALL);
        CompletableFuture<Page> page = client.async().recommend(7, 3);
        await().until(() -> server.calls(Operation.RECOMMEND) == 1);

        page.cancel(true);

        await().until(() -> server.cancelled(Operation.RECOMMEND) == 1);
    }

    @Test
    void cancellingACompositeCallReachesWhicheverIsUnderWay() {
        server.always(Operation.ARTICLES, STALL);
        CompletableFuture<FoundArticles> page = client.async().articles(7, 3);
        await().until(() -> server.calls(Operation.ARTICLES) == 1);

        page.cancel(true);

        await().until(() -> server.cancelled(Operation.ARTICLES) == 1);

        server.always(Operation.UPSERT, STALL);
        CompletableFuture<UpsertResult> upsert =
                client.async().upsert(List.of(ArticleDetails.builder(1).build()));
        await().until(() -> server.calls(Operation.UPSERT) == 1);
        upsert.cancel(true);
        await().until(() -> server.cancelled(Operation.UPSERT) == 1);
    }

    @Test
    void aDeadlineReachesTheServerAsACancellation() {
        server.answers(operation -> STALL);

        timeToFail(() -> client.withDeadline(Duration.ofSeconds(1)).recommend(7, 3));

        await().until(() -> server.cancelled(Operation.RECOMMEND) == 1);
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void anInterruptEndsTheWaitingAndTheCall() throws InterruptedException {
        server.answers(operation -> STALL);
        AtomicReference<@Nullable RecommendException> failure = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            failure.set(catchThrowableOfType(RecommendException.class, () -> client.recommend(7, 3)));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().until(() -> server.calls(Operation.RECOMMEND) == 1);

        caller.interrupt();
        caller.join(SECONDS.toMillis(10));

        assertThat(failure.get()).extracting(RecommendException::code).isEqualTo(Code.CANCELLED);
        assertThat(flag).isTrue();
        await().until(() -> server.cancelled(Operation.RECOMMEND) == 1);
    }

    private static Duration timeToFail(Runnable call) {
        long start = System.nanoTime();
        RecommendException failure = catchThrowableOfType(RecommendException.class, call::run);
        assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(failure.retryable()).isTrue();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What the last call was given, which no load of the machine makes longer. */
    private static final class Remaining implements ClientInterceptor {

        private volatile long millis = Long.MAX_VALUE;

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            Deadline deadline = options.getDeadline();
            millis = deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(MILLISECONDS);
            return next.newCall(method, options);
        }
    }

    /** Takes calls and never ends them, as defects of gRPC have done. */
    private static final class Swallowing implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new ClientCall<>() {
                @Override
                public void start(Listener<R> listener, Metadata headers) {}

                @Override
                public void request(int count) {}

                @Override
                public void cancel(@Nullable String message, @Nullable Throwable cause) {}

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }
    }
}
