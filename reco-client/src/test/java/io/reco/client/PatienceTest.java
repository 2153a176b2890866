package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Page;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;

/** What outlasts a server that is gone for a while. */
@Timeout(300)
class PatienceTest {
    /** gRPC itself sends a call so often, and no more. */
    private static final int ATTEMPTS = 3;

    private static final Answer AWAY = Answer.failing(Code.UNAVAILABLE);

    private final FakeRecommendServer server = FakeRecommendServer.start();
    private RecommendClient client;

    @BeforeEach
    void connect() {
        client = Clients.connect(server);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aPatientClientOutlastsWhatRetriesDoNot() {
        List<RecommendException> heard = new CopyOnWriteArrayList<>();
        server.next(Operation.REPORT, AWAY, AWAY, AWAY, AWAY, AWAY);

        ReportResult result = client.withPatience(Duration.ofSeconds(30), (failure, taken) -> heard.add(failure))
                .report(Event.view(7, 1));

        assertThat(result.accepted()).isEqualTo(1);
        assertThat(server.events()).hasSize(1);
        assertThat(heard)
                .hasSize(1)
                .allSatisfy(failure -> assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE));
    }

    @Test
    void everyRequestOfALongCallIsRepeatedAlone() {
        server.next(Operation.UPSERT, Answer.normal(), AWAY, AWAY, AWAY);

        UpsertResult result = client.withPatience(Duration.ofSeconds(30))
                .upsert(IntStream.rangeClosed(1, 2_500)
                        .mapToObj(id -> ArticleDetails.builder(id).build()));

        assertThat(result.upserted()).isEqualTo(2_500);
        assertThat(server.calls(Operation.UPSERT)).isEqualTo(3 + ATTEMPTS);
    }

    @Test
    void aRepeatedPageIsTheFirstAttemptsPage() {
        server.next(Operation.RECOMMEND, AWAY, AWAY, AWAY);

        Page page = client.withPatience(Duration.ofSeconds(30)).recommend(7, 3);

        assertThat(client.recommend(7, 3, page.stamp())).isEqualTo(page);
        assertThat(client.historyBefore(page, 3)).isEmpty();
    }

    @Test
    void patienceEndsWithTheLastFailure() {
        server.always(Operation.DELETE, AWAY);
        long begin = System.nanoTime();

        RecommendException failure = catchThrowableOfType(
                RecommendException.class,
                () -> client.withPatience(Duration.ofMillis(500)).delete(1));

        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(server.calls(Operation.DELETE)).isGreaterThan(ATTEMPTS);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(names = {"PERMISSION_DENIED", "ABORTED", "INTERNAL"})
    void whatWillNotPassIsNotRepeated(Code code) {
        server.next(Operation.REPORT, Answer.failing(code));

        assertThatThrownBy(() -> client.withPatience(Duration.ofSeconds(30)).report(Event.view(7, 1)))
                .isInstanceOf(RecommendException.class);
        assertThat(server.calls(Operation.REPORT)).isEqualTo(1);
    }

    @Test
    void cancellingEndsTheAttempts() {
        server.always(Operation.REPORT, AWAY);
        CompletableFuture<ReportResult> report =
                client.withPatience(Duration.ofMinutes(5)).async().report(Event.view(7, 1));
        await().until(() -> server.calls(Operation.REPORT) > ATTEMPTS);

        report.cancel(true);
        int calls = server.calls(Operation.REPORT);

        await().during(Duration.ofSeconds(1)).until(() -> server.calls(Operation.REPORT) <= calls + ATTEMPTS);
    }

    @Test
    void aClosedClientIsNotWaitedFor() {
        server.always(Operation.REPORT, AWAY);
        CompletableFuture<ReportResult> report =
                client.withPatience(Duration.ofMinutes(5)).async().report(Event.view(7, 1));
        await().until(() -> server.calls(Operation.REPORT) > ATTEMPTS);

        client.close();

        await().until(report::isDone);
        assertThatThrownBy(report::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RecommendException.class);
    }
}
