package io.reco.server;

import static io.reco.server.RunningServer.event;
import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.Source;

/** What {@code ReportEvents} promises, and the exposure token that attributes events to pages. */
class FeedbackTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 30, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRepeatedEventIsADuplicateAndChangesNothing() {
        Event view = event("same", READER, 3, EventType.EVENT_TYPE_VIEW);

        assertThat(report(view).getAcceptedCount()).isOne();
        assertThat(report(view, view).getDuplicateIndexesList()).containsExactly(0, 1);
        assertViews(3, "1");
    }

    @Test
    void anEventTwiceInOneCallCountsOnce() {
        Event view = event("twice", READER, 3, EventType.EVENT_TYPE_VIEW);

        ReportEventsResponse response = report(view, view);

        assertThat(response.getAcceptedCount()).isOne();
        assertThat(response.getDuplicateIndexesList()).containsExactly(1);
    }

    @Test
    void anEventIdIsRememberedForSevenDays() {
        Event view = event("weekly", READER, 3, EventType.EVENT_TYPE_VIEW);
        report(view);

        clock.move(Duration.ofDays(7).minusSeconds(1));
        assertThat(report(view).getDuplicateIndexesList()).containsExactly(0);
        clock.move(Duration.ofDays(7).minusSeconds(1)); // since it was last repeated
        assertThat(report(view).getDuplicateIndexesList()).containsExactly(0);
        clock.move(Duration.ofDays(7));
        assertThat(report(view).getAcceptedCount()).isOne();
    }

    @Test
    void twoReadersMayUseTheSameEventId() {
        ReportEventsResponse response = report(
                event("1", READER, 3, EventType.EVENT_TYPE_VIEW), event("1", READER + 1, 3, EventType.EVENT_TYPE_VIEW));

        assertThat(response.getAcceptedCount()).isEqualTo(2);
        assertViews(3, "2");
    }

    @Test
    void aNightlyFullDumpCountsOnce() {
        List<Event> dump = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Timestamp time = Timestamp.newBuilder()
                    .setSeconds(START.minus(Duration.ofHours(3L * i)).getEpochSecond())
                    .build();
            dump.add(event("d" + i, 100 + i % 9, 5, EventType.EVENT_TYPE_VIEW).toBuilder()
                    .setEventTime(time)
                    .build());
        }

        assertThat(report(dump.toArray(Event[]::new)).getAcceptedCount()).isEqualTo(200);
        for (int days : List.of(6, 2, 20)) {
            clock.move(Duration.ofDays(days));
            ReportEventsResponse response = report(dump.toArray(Event[]::new));
            assertThat(response.getDuplicateIndexesCount()).isEqualTo(200);
            assertThat(response.getAcceptedCount()).isZero();
        }
        assertViews(5, "200");
    }

    @Test
    void anOldExposureIsTooOldAndSaysSo() {
        Event exposure = event("seen", READER, 3, EventType.EVENT_TYPE_EXPOSE).toBuilder()
                .setEventTime(Timestamp.newBuilder()
                        .setSeconds(START.minus(Duration.ofDays(7)).getEpochSecond()))
                .build();

        ReportEventsResponse response = report(event("now", READER, 3, EventType.EVENT_TYPE_VIEW), exposure);

        assertThat(response.getAcceptedCount()).isOne();
        assertThat(response.getRefusalsList()).hasSize(1);
        assertThat(response.getRefusals(0).getIndex()).isOne();
        FieldViolation violation = response.getRefusals(0).getViolations(0);
        assertThat(violation.getReason()).isEqualTo("TOO_OLD");
        assertThat(violation.getDescription())
                .isEqualTo(
                        "events[1].event_time: 2026-02-22T12:00:00Z (expected: of the last 7 days for EXPOSE: it may have been"
                                + " counted before)");
    }

    @Test
    void anEventFromBefore1990IsRefusedAndSecondsAreRecognised() {
        Timestamp seconds = Timestamp.newBuilder()
                .setSeconds(START.getEpochSecond() / 1_000)
                .build();
        Timestamp moon = Timestamp.newBuilder()
                .setSeconds(Instant.parse("1989-12-31T23:59:59Z").getEpochSecond())
                .build();
        Event view = event("v", READER, 3, EventType.EVENT_TYPE_VIEW);

        ReportEventsResponse response = report(
                view.toBuilder().setEventTime(seconds).build(),
                view.toBuilder().setEventTime(moon).build(),
                view.toBuilder()
                        .setEventTime(moon.toBuilder().setSeconds(moon.getSeconds() + 1))
                        .build());

        assertThat(response.getAcceptedCount()).isOne();
        assertThat(response.getRefusals(0).getMessage())
                .isEqualTo(
                        "events[0].event_time: 1772366000 ms (expected: from 1990 on, at most a day ahead; seconds taken for"
                                + " milliseconds?)");
        assertThat(response.getRefusals(1).getMessage())
                .isEqualTo("events[1].event_time: 631151999000 ms (expected: from 1990 on, at most a day ahead)");
    }

    @Test
    void badEventsAreRefusedOneByOneAndTheGoodOnesAreKept() {
        Timestamp tomorrow = Timestamp.newBuilder()
                .setSeconds(START.plus(Duration.ofHours(25)).getEpochSecond())
                .build();
        ReportEventsResponse response = report(
                event("good-1", READER, 3, EventType.EVENT_TYPE_VIEW),
                event("", 0, 1, EventType.EVENT_TYPE_UNSPECIFIED).toBuilder()
                        .clearArticleId()
                        .build(),
                event("x".repeat(65), READER, 3, EventType.EVENT_TYPE_VIEW),
                event("späť", READER, 3, EventType.EVENT_TYPE_VIEW),
                event("later", READER, 3, EventType.EVENT_TYPE_VIEW).toBuilder()
                        .setEventTime(tomorrow)
                        .build(),
                event("type", READER, 3, EventType.EVENT_TYPE_VIEW).toBuilder()
                        .setTypeValue(77)
                        .build(),
                event("good-2", READER, 4, EventType.EVENT_TYPE_SHARE));

        assertThat(response.getAcceptedCount()).isEqualTo(2);
        assertThat(response.getRefusalsList().stream().map(Refusal::getIndex)).containsExactly(1, 2, 3, 4, 5);
        assertThat(response.getRefusals(0).getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        assertThat(response.getRefusals(0).getViolationsList())
                .extracting(FieldViolation::getDescription)
                .containsExactly(
                        "events[1].event_id: empty (expected: 1..64 visible ASCII characters)",
                        "events[1].reader_id: 0 (expected: 1..128 visible ASCII characters, not 0)",
                        "events[1].article_id: empty (expected: 1..128 visible ASCII characters, not 0)",
                        "events[1].type: 0 (expected: EXPOSE..HIDE)");
    }

    @Test
    void aCallOfNoEventsOrTooManyIsRefused() {
        ReportEventsRequest.Builder tooMany = ReportEventsRequest.newBuilder();
        for (int i = 0; i < 1_001; i++) {
            tooMany.addEvents(event("n" + i, READER, 1, EventType.EVENT_TYPE_VIEW));
        }

        for (ReportEventsRequest request : List.of(ReportEventsRequest.getDefaultInstance(), tooMany.build())) {
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class, () -> server.feedback().reportEvents(request));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void aTimeALittleAheadCountsAsNow() {
        Timestamp ahead = Timestamp.newBuilder()
                .setSeconds(START.plus(Duration.ofHours(23)).getEpochSecond())
                .build();

        assertThat(report(event("ahead", READER, 3, EventType.EVENT_TYPE_VIEW).toBuilder()
                                .setEventTime(ahead)
                                .build())
                        .getAcceptedCount())
                .isOne();
    }

    @Test
    void eventsMayArriveBeforeTheirArticle() {
        report(event("early", READER, 900, EventType.EVENT_TYPE_VIEW));
        assertThat(ids(server.page(0, 100, 0))).doesNotContain(900);

        server.upsert(900, 900, START, "news");

        assertViews(900, "1");
    }

    @Test
    void aTokenSaysWhatThePageWas() throws InvalidProtocolBufferException {
        server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(1, 2));
        ArticleResponse page = server.page(READER, 30, 0);

        Exposure exposure = decoded(page.getExposure());

        assertThat(exposure.getReaderId()).isEqualTo(Integer.toString(READER));
        assertThat(exposure.getPageTime()).isEqualTo(timestamp(page.getTimeStamp()));
        assertThat(exposure.getSlotsList())
                .extracting(Exposure.Slot::getArticleId)
                .isEqualTo(RunningServer.texts(ids(page)));
        assertThat(exposure.getSlotsList())
                .hasSize(30)
                .noneMatch(slot -> slot.getSource() == Source.SOURCE_UNSPECIFIED);
        assertThat(exposure.getRung()).isEqualTo(Rung.RUNG_VIEWED);
        assertThat(exposure.getSlotsList().subList(28, 30)).allMatch(slot -> slot.getRung() == Rung.RUNG_VIEWED);
        assertThat(page.getExposure()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void anEventWithItsPagesTokenIsAccepted() {
        ArticleResponse page = server.page(READER, 5, 0);

        assertThat(report(with(page.getExposure(), READER, ids(page).get(0))).getAcceptedCount())
                .isOne();
    }

    @Test
    void aForgedOrForeignTokenIsRefusedForThatEvent() throws InvalidProtocolBufferException {
        ArticleResponse page = server.page(READER, 5, 0);
        int article = ids(page).get(0);
        int elsewhere = ids(server.page(READER, 5, 0)).get(0);

        ReportEventsResponse response = report(
                with(forged(page.getExposure()), READER, article),
                with("not a token", READER, article),
                with("A".repeat(5_000), READER, article),
                with(page.getExposure(), READER + 1, article),
                with(page.getExposure(), READER, elsewhere));

        assertThat(response.getAcceptedCount()).isZero();
        assertThat(response.getRefusalsCount()).isEqualTo(5);
        assertThat(response.getRefusals(0).getMessage())
                .startsWith("events[0].exposure_token: ")
                .endsWith("(expected: a token of this reader's page that holds the article)");
    }

    @Test
    void aTokenOutlivesARestart() throws IOException {
        ArticleResponse page = server.page(READER, 5, 0);
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(report(with(page.getExposure(), READER, ids(page).get(0))).getAcceptedCount())
                .isOne();
    }

    @Test
    void countsSurviveARestart() throws IOException {
        server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(3, 3, 3, 4));
        server.close();
        server = RunningServer.start(data, clock);

        assertViews(3, "3");
        assertViews(4, "1");
    }

    private ReportEventsResponse report(Event... events) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .build());
    }

    private static Event with(String exposure, int reader, int article) {
        String id = Integer.toHexString((exposure + reader + "/" + article).hashCode());
        return event(id, reader, article, EventType.EVENT_TYPE_VIEW).toBuilder()
                .setExposureToken(exposure)
                .build();
    }

    private void assertViews(int article, String views) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.page(0, 100, 0).getRecommendsList())
                        .filteredOn(item -> item.getArticleId() == article)
                        .singleElement()
                        .satisfies(item -> assertThat(item.getInfo().getViews()).isEqualTo(views)));
    }

    private static Timestamp timestamp(long ms) {
        return Timestamp.newBuilder()
                .setSeconds(ms / 1_000)
                .setNanos((int) (ms % 1_000) * 1_000_000)
                .build();
    }

    private static Exposure decoded(String token) throws InvalidProtocolBufferException {
        byte[] bytes = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII));
        return Exposure.parseFrom(SignedExposure.parseFrom(bytes).getExposure());
    }

    /** The token, made to speak of another moment but signed as it was. */
    private static String forged(String token) throws InvalidProtocolBufferException {
        SignedExposure signed = SignedExposure.parseFrom(Base64.getUrlDecoder().decode(token));
        Exposure other = Exposure.parseFrom(signed.getExposure()).toBuilder()
                .setPageTime(timestamp(1))
                .build();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(signed.toBuilder()
                        .setExposure(other.toByteString())
                        .build()
                        .toByteArray());
    }
}
