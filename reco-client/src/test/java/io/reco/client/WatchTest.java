package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendException.Code;
import io.reco.client.feedback.AcceptedEvent;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.EventType;
import io.reco.client.feedback.EventWatch;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.feedback.WatchedEvents;
import io.reco.client.page.Page;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class WatchTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void eventsComeAsTheyAreAcceptedAndAWatchGoesOnWhereOneEnded() {
        client.report(Event.view("anna", "1"));
        String position;
        try (EventWatch watch = client.watch(WatchRequest.oldest())) {
            assertThat(watch.next().event().article()).isEqualTo("1");
            client.report(Event.like("bob", "2"));
            assertThat(watch.hasNext()).isTrue();
            assertThat(watch.next().event().type()).isEqualTo(EventType.LIKE);
            position = watch.position();
        }
        client.report(Event.view("anna", "3"), Event.view("bob", "4"));

        try (EventWatch watch = client.watch(WatchRequest.after(position).ofReaders("bob"))) {
            assertThat(watch.next().event().article()).isEqualTo("4");
        }
    }

    @Test
    void anEventSaysAllThatWasReportedOfIt() {
        Page page = client.recommend("anna", 1);
        Instant time = Instant.parse("2026-11-27T05:00:00.123Z");
        Event event = Event.view("anna", page.articleIds().get(0))
                .at(time)
                .from(page)
                .atPosition(3)
                .withDwellTime(Duration.ofMillis(1_500));
        client.report(event);

        try (EventWatch watch = client.watch(WatchRequest.oldest().ofTypes(EventType.VIEW))) {
            AcceptedEvent accepted = watch.next();
            assertThat(accepted.event()).isEqualTo(event.from(""));
            assertThat(accepted.pageStamp()).contains(page.stamp());
        }
    }

    @Test
    void aWatchThatTheServerEndsSaysSoAndWhereToGoOn() {
        EventWatch watch = client.watch(WatchRequest.now());
        await().until(() -> server.calls(Operation.WATCH) == 1);
        client.report(Event.view("anna", "1"));
        watch.next();
        server.endWatches();

        RecommendException ended = catchThrowableOfType(RecommendException.class, watch::hasNext);

        assertThat(ended.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(ended.operation()).isEqualTo(Operation.WATCH);
        assertThat(server.calls(Operation.WATCH)).isEqualTo(1);
        client.report(Event.view("anna", "2"));
        try (EventWatch next = client.watch(WatchRequest.now().from(watch.position()))) {
            assertThat(next.next().event().article()).isEqualTo("2");
        }
    }

    @Test
    void aWatchThatIsClosedEndsQuietlyAndReachesTheServer() {
        EventWatch watch = client.watch(WatchRequest.now());
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(watch::hasNext);
        await().until(() -> server.calls(Operation.WATCH) == 1);

        watch.close();

        assertThat(waiting.join()).isFalse();
        await().until(() -> server.cancelled(Operation.WATCH) == 1);
    }

    @Test
    void closingTheClientEndsAWatchAtOnce() {
        RecommendClient other =
                Clients.builder(server).closeTimeout(Duration.ofMinutes(1)).connect();
        EventWatch watch = other.watch(WatchRequest.now());
        await().until(() -> server.calls(Operation.WATCH) == 1);

        long beginNanos = System.nanoTime();
        other.close();

        assertThat(Duration.ofNanos(System.nanoTime() - beginNanos)).isLessThan(Duration.ofSeconds(20));
        assertThat(catchThrowableOfType(RecommendException.class, watch::hasNext)
                        .code())
                .isEqualTo(Code.CANCELLED);
    }

    @Test
    void aServerThatFellSilentIsGivenUp() {
        server.always(Operation.WATCH, Answer.normal().after(Duration.ofMinutes(5)));
        try (RecommendClient impatient = Clients.builder(server)
                        .deadline(Operation.WATCH, Duration.ofMillis(300))
                        .connect();
                EventWatch watch = impatient.watch(WatchRequest.now())) {
            assertThat(catchThrowableOfType(RecommendException.class, watch::hasNext)
                            .code())
                    .isEqualTo(Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void aPositionThatIsNotKeptIsRefused() {
        try (EventWatch watch = client.watch(WatchRequest.after("after-99"))) {
            assertThat(catchThrowableOfType(RecommendException.class, watch::hasNext)
                            .code())
                    .isEqualTo(Code.OUT_OF_RANGE);
        }
    }

    @Test
    void eventsAreHandedOverUntilTheFutureIsCancelled() {
        List<WatchedEvents> answers = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> watch = client.async().watch(WatchRequest.oldest(), answers::add);
        await().until(() -> answers.size() == 1);
        client.report(Event.view("anna", "1"), Event.view("anna", "2"));

        await().until(() -> answers.size() == 3);
        watch.cancel(true);

        await().until(() -> server.cancelled(Operation.WATCH) == 1);
        assertThat(answers.get(2).events().get(0).event().article()).isEqualTo("2");
    }
}
