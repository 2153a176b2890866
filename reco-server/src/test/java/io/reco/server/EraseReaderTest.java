package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.EraseReaderRequest;
import io.reco.api.v1.EraseReaderResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** What {@code EraseReader} promises, while a server runs. */
@Timeout(300)
class EraseReaderTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 60, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private EraseReaderResponse erase(String reader, boolean validateOnly) {
        return server.readers()
                .eraseReader(EraseReaderRequest.newBuilder()
                        .setReaderId(reader)
                        .setValidateOnly(validateOnly)
                        .build());
    }

    private EraseReaderResponse erase() {
        return erase(Integer.toString(READER), false);
    }

    private ReportEventsResponse report(Event... events) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .build());
    }

    private Event view(String id, int article) {
        return RunningServer.event(id, READER, article, EventType.EVENT_TYPE_VIEW).toBuilder()
                .setEventTime(timestamp(clock.instant()))
                .build();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private String views(int article) {
        return server.page(999, 60, 0).getRecommendsList().stream()
                .filter(one -> one.getArticleId() == article)
                .map(one -> one.getInfo().getViews())
                .findFirst()
                .orElse("");
    }

    @Test
    void theReceiptSaysWhatWentAndWhenTheLastByteOfItWill() {
        server.page(READER, 10, 0);
        report(view("a", 1), view("b", 2));
        clock.move(Duration.ofMinutes(1));

        EraseReaderResponse look = erase("7", true);
        EraseReaderResponse receipt = erase();

        assertThat(look).isEqualTo(receipt);
        assertThat(receipt.getActionCount()).isEqualTo(2);
        assertThat(receipt.getPageCount()).isOne();
        assertThat(instant(receipt.getEraseTime())).isEqualTo(clock.instant());
        assertThat(instant(receipt.getGoneTime())).isEqualTo(clock.instant().plus(Duration.ofDays(31)));
        clock.move(Duration.ofMinutes(1));
        EraseReaderResponse again = erase();
        assertThat(again.getActionCount()).isZero();
        assertThat(instant(again.getEraseTime())).isEqualTo(clock.instant());
    }

    @Test
    void aResentDumpBringsNobodyBackAndLaterEventsBeginANewReader() {
        List<Event> dump = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            dump.add(view("e" + i, 1 + i).toBuilder()
                    .setEventTime(timestamp(START.minus(Duration.ofHours(6L * i))))
                    .build());
        }
        report(dump.toArray(Event[]::new));
        clock.move(Duration.ofMinutes(1));
        erase();

        for (int days : List.of(0, 1, 10, 60)) {
            clock.move(Duration.ofDays(days));
            ReportEventsResponse answer = report(dump.toArray(Event[]::new));
            assertThat(answer.getAcceptedCount()).isZero();
            assertThat(answer.getRefusalsCount()).isEqualTo(50);
            Refusal third = answer.getRefusals(3);
            assertThat(third.getViolations(0).getReason()).isEqualTo("READER_ERASED");
            assertThat(third.getMessage())
                    .isEqualTo("events[3].reader_id: 7 (expected: a reader who was not erased since this event, or"
                            + " since the page that it came from)");
        }
        assertThat(views(3)).isEqualTo("1");
        assertThat(report(view("e0", 4)).getAcceptedCount()).isOne();
        assertThat(erase("7", true).getActionCount()).isOne();
    }

    @Test
    void thePageAfterAnErasureIsThatOfANewReaderAndOldTokensAreRefused() {
        ArticleResponse before = server.page(READER, 30, 0);
        report(view("a", before.getRecommends(0).getArticleId()));
        clock.move(Duration.ofMinutes(1));
        erase();

        int shown = before.getRecommends(0).getArticleId();
        Event withOldToken = view("b", shown).toBuilder()
                .setExposureToken(before.getExposure())
                .build();
        ReportEventsResponse answer = report(withOldToken);

        assertThat(answer.getAcceptedCount()).isZero();
        assertThat(answer.getRefusals(0).getViolations(0).getReason()).isEqualTo("READER_ERASED");
        assertThat(erase("7", true).getPageCount()).isZero();
        ArticleResponse after = server.page(READER, 60, 0);
        assertThat(RunningServer.ids(after)).contains(shown);
        assertThat(report(withOldToken.toBuilder()
                                .setEventId("c")
                                .setExposureToken(after.getExposure())
                                .build())
                        .getAcceptedCount())
                .isOne();
    }

    @Test
    void exactlyWhatWasAcceptedBeforeIsGoneInTheMiddleOfABatch() throws ExecutionException, InterruptedException {
        ExecutorService caller = Executors.newFixedThreadPool(2);
        List<Future<Integer>> accepted = new ArrayList<>();
        for (int call = 0; call < 60; call++) {
            int number = call;
            accepted.add(caller.submit(() -> {
                clock.move(Duration.ofMillis(1));
                Event[] events = new Event[20];
                for (int i = 0; i < events.length; i++) {
                    events[i] = RunningServer.event(
                            number + "-" + i, READER, 1 + (number + i) % 60, EventType.EVENT_TYPE_VIEW);
                }
                return report(events).getAcceptedCount();
            }));
        }
        assertThat(accepted.get(9).get()).isEqualTo(20);
        int erased = erase().getActionCount();
        int all = 0;
        for (Future<Integer> call : accepted) {
            all += call.get();
        }
        caller.shutdown();

        clock.move(Duration.ofMinutes(1));
        int left = erase().getActionCount();
        assertThat(erased).isGreaterThanOrEqualTo(20);
        assertThat(erased + left).as("accepted before and after").isEqualTo(all);
    }

    @Test
    void whoIsNoReaderCannotBeErased() {
        for (String id : List.of("", "0", "a b")) {
            assertThatThrownBy(() -> erase(id, false))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure ->
                                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                    .hasMessageContaining("reader_id: ");
        }
        assertThat(erase("nobody-knows", false).getActionCount()).isZero();
    }

    @Test
    void anErasureSurvivesARestart() throws IOException {
        report(view("a", 1));
        Event before = view("b", 2);
        clock.move(Duration.ofMinutes(1));
        erase();
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(erase("7", true).getActionCount()).isZero();
        assertThat(report(before).getRefusals(0).getViolations(0).getReason()).isEqualTo("READER_ERASED");
    }
}
