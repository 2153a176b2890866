package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.OutputStream;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.feedback.WatchRequest;
import io.reco.client.page.Page;
import io.reco.client.page.TopRequest;
import io.reco.client.reader.Preferences;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class RetriesTest {
    private static final Duration STALLED = Duration.ofMinutes(1);
    private static final Answer STALL = Answer.normal().after(STALLED);

    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void anUnavailableServerIsTriedFiveTimes() {
        Answer failing = Answer.failing(Code.UNAVAILABLE);
        server.next(Operation.RECOMMEND, failing, failing, failing, failing);
        assertThat(client.recommend(7, 3).articles()).hasSize(3);
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(5);

        server.always(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE));
        RecommendException failure = failure(() -> client.recommend(7, 3));
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(10);
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.attempts()).isEqualTo(5);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessage("recommend: UNAVAILABLE after 5 attempts: scripted");
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void whatSaysThatItIsRetriedIsAndNothingElse(Operation operation) {
        if (operation == Operation.HEALTH) {
            return; // asked on its own channel, and not of the script
        }
        client.upsert(ArticleDetails.builder(1).build());
        Page page = client.recommend(7, 3);
        int before = server.calls(operation);
        server.next(operation, Answer.failing(Code.UNAVAILABLE));

        if (operation.retried()) {
            call(operation, page);
            assertThat(server.calls(operation) - before).isEqualTo(2);
        } else {
            assertThat(failure(() -> call(operation, page)).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(server.calls(operation) - before).isEqualTo(1);
        }
    }

    @Test
    void anUpsertWithAnEtagIsSentOnce() {
        client.upsert(ArticleDetails.builder(1).build());
        ArticleDetails read = client.articles(1).articles().get(0);
        server.next(Operation.UPSERT, Answer.lost());

        RecommendException failure = failure(() -> client.withPatience(Duration.ofMinutes(1))
                .upsert(read.toBuilder().title("One").build()));

        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(server.calls(Operation.UPSERT)).isEqualTo(2);
        assertThat(client.articles(1).articles().get(0).title()).isEqualTo("One");
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"UNAVAILABLE", "CANCELLED"},
            mode = EnumSource.Mode.EXCLUDE)
    void noOtherFailureIsRetried(Code code) {
        server.next(Operation.RECOMMEND, Answer.failing(code));

        RecommendException failure = failure(() -> client.recommend(7, 3));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void aRetriedPageIsThePageOfTheFirstAttempt() {
        server.next(Operation.RECOMMEND, Answer.lost(), Answer.lost());

        Page page = client.recommend(7, 3);

        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(3);
        // The fake's first page ever holds its first articles: no attempt made another page.
        assertThat(page.articleIds()).containsExactly("1", "2", "3");
        assertThat(client.recommend(7, 3).articleIds()).containsExactly("4", "5", "6");
    }

    @Test
    void anEventWhoseAnswerGotLostIsADuplicateNotLost() {
        server.next(Operation.REPORT, Answer.lost());
        Event event = Event.view(7, 3);

        ReportResult result = client.report(event);

        assertThat(result.duplicates()).containsExactly(event);
        assertThat(server.events()).containsExactly(event);
    }

    @Test
    void retriesFitInsideTheDeadline() {
        server.next(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE), STALL, STALL);
        long start = System.nanoTime();

        RecommendException failure =
                failure(() -> client.withDeadline(Duration.ofSeconds(2)).recommend(7, 3));

        assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(failure.attempts()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STALLED);
    }

    @Test
    void aServerThatAsksForTimeGetsIt() {
        server.next(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE).withRetryAfter(Duration.ofMillis(400)));
        long start = System.nanoTime();

        client.recommend(7, 3);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(2);
    }

    @Test
    void aServerThatAsksToBeLeftAloneIs() {
        server.always(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE).withRetryAfter(Duration.ofMillis(-1)));

        RecommendException failure = failure(() -> client.recommend(7, 3));

        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure.retryable()).isFalse();
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void aCallerOverItsQuotaHearsWhenToComeBack() {
        server.always(
                Operation.RECOMMEND, Answer.failing(Code.RESOURCE_EXHAUSTED).withRetryAfter(Duration.ofSeconds(7)));

        RecommendException failure = failure(() -> client.recommend(7, 3));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.retryable()).isTrue();
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void retriesStopWhileMostCallsFail() {
        server.always(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE));

        for (int i = 0; i < 60; i++) {
            assertThatThrownBy(() -> client.recommend(7, 3)).isInstanceOf(RecommendException.class);
        }
        int before = server.calls(Operation.RECOMMEND);
        assertThatThrownBy(() -> client.recommend(7, 3)).isInstanceOf(RecommendException.class);

        assertThat(server.calls(Operation.RECOMMEND) - before).isEqualTo(1);
    }

    @Test
    void withoutRetriesEveryCallIsSentOnce() {
        server.always(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE));

        try (RecommendClient once = Clients.builder(server).withoutRetries().connect()) {
            assertThat(failure(() -> once.recommend(7, 3)).attempts()).isEqualTo(1);
        }
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void hedgingTakesTheAnswerThatComesFirst() {
        server.next(Operation.RECOMMEND, STALL);

        try (RecommendClient hedging =
                Clients.builder(server).hedging(Duration.ofMillis(50)).connect()) {
            Page page = hedging.recommend(7, 3); // in time, so not the first answer

            assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(2);
            assertThat(page.articleIds()).containsExactly("1", "2", "3");
        }
    }

    @Test
    void aHedgedPageIsThePageOfTheFirstAttempt() {
        server.next(Operation.RECOMMEND, Answer.lost());

        try (RecommendClient hedging =
                Clients.builder(server).hedging(Duration.ofMillis(100)).connect()) {
            assertThat(hedging.recommend(7, 3).articleIds()).containsExactly("1", "2", "3");
        }
        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(2);
    }

    @Test
    void hedgingIsOffUnlessAskedFor() {
        server.next(Operation.RECOMMEND, Answer.normal().after(Duration.ofMillis(500)));

        client.recommend(7, 3);

        assertThat(server.calls(Operation.RECOMMEND)).isEqualTo(1);
    }

    @Test
    void hedgingSendsAllOtherCallsAsBefore() {
        server.next(Operation.REPORT, Answer.failing(Code.UNAVAILABLE));

        try (RecommendClient hedging =
                Clients.builder(server).hedging(Duration.ofMillis(50)).connect()) {
            hedging.report(Event.view(7, 1));
        }

        assertThat(server.calls(Operation.REPORT)).isEqualTo(2);
    }

    private void call(Operation operation, Page page) {
        switch (operation) {
            case RECOMMEND -> client.recommend(7, 3);
            case RELATED -> client.related("1", 3);
            case TOP -> client.top(TopRequest.Kind.POPULAR, 3);
            case EXPLAIN -> client.explain(page);
            case ARTICLES -> client.articles(1);
            case REPORT -> client.report(Event.view(7, 1));
            case UPSERT -> client.upsert(ArticleDetails.builder(2).build());
            case DELETE -> client.delete(1);
            case LIST -> assertThat(client.listArticles()).hasSize(1);
            case READER -> client.reader("7");
            case UPDATE_READER -> client.update(Preferences.of("7").build());
            case MERGE -> client.merge("cookie", "7");
            case ERASE -> client.erase("7");
            case STATUS -> client.status();
            case FUNNEL -> client.funnel("1", 1);
            case QUALITY -> client.quality();
            case REFUSALS -> client.refusals(10);
            case WATCH -> client.watch(WatchRequest.now()).next();
            case EXPORT -> assertThat(client.export("7")).isNotEmpty();
            case BACKUP -> client.backup(path -> OutputStream.nullOutputStream());
            case HEALTH -> client.isServing();
        }
    }

    private static RecommendException failure(Runnable call) {
        return catchThrowableOfType(RecommendException.class, call::run);
    }
}
