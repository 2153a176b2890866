package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;

/** What an event may say beside who did what, and events that are only tried out. */
class EventFieldsTest {

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

    private ReportEventsResponse report(Event... events) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .build());
    }

    private ReportEventsResponse tryOut(Event... events) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .setValidateOnly(true)
                        .build());
    }

    private static Event.Builder view(String id) {
        return RunningServer.event(id, READER, 3, EventType.EVENT_TYPE_VIEW).toBuilder();
    }

    private static com.google.protobuf.Duration seconds(long seconds, int nanos) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(seconds)
                .setNanos(nanos)
                .build();
    }

    @Test
    void everythingAtItsBoundsIsAccepted() {
        assertThat(report(
                                view("1")
                                        .setPlacement("front-page_2")
                                        .setPosition(1)
                                        .build(),
                                view("2")
                                        .setPlacement("x".repeat(64))
                                        .setPosition(10_000)
                                        .build(),
                                view("3").setDwellTime(seconds(0, 0)).build(),
                                view("4").setDwellTime(seconds(86_400, 0)).build())
                        .getAcceptedCount())
                .isEqualTo(4);
    }

    @Test
    void allThatIsWrongWithAnEventIsNamedAtOnce() {
        ReportEventsResponse response = report(
                view("1")
                        .setPlacement("Front Page")
                        .setPosition(10_001)
                        .setDwellTime(seconds(86_400, 1_000_000))
                        .setRetracted(true)
                        .build(),
                view("2")
                        .setPlacement("x".repeat(65))
                        .setPosition(-1)
                        .setDwellTime(seconds(-1, 0))
                        .build());

        assertThat(response.getRefusals(0).getViolationsList())
                .extracting(FieldViolation::getDescription)
                .containsExactly(
                        "events[0].retracted: true (expected: false for VIEW: LIKE, BOOKMARK, DISLIKE and HIDE can be"
                                + " taken back)",
                        "events[0].placement: Front Page (expected: 0..64 characters of a..z, 0..9, _ and -)",
                        "events[0].position: 10001 (expected: 0..10000)",
                        "events[0].dwell_time: 86400001 ms (expected: 0..24 h)");
        assertThat(response.getRefusals(1).getViolationsList())
                .extracting(FieldViolation::getField)
                .containsExactly("events[1].placement", "events[1].position", "events[1].dwell_time");
    }

    @Test
    void onlyWhatCanBeUndoneCanBeRetracted() {
        for (EventType type : EventType.values()) {
            if (type.name().equals("UNRECOGNIZED") || type == EventType.EVENT_TYPE_UNSPECIFIED) {
                continue;
            }
            boolean undone = List.of(
                            EventType.EVENT_TYPE_LIKE,
                            EventType.EVENT_TYPE_BOOKMARK,
                            EventType.EVENT_TYPE_DISLIKE,
                            EventType.EVENT_TYPE_HIDE)
                    .contains(type);
            Event event = view("r" + type.getNumber())
                    .setType(type)
                    .setRetracted(true)
                    .build();

            assertThat(report(event).getAcceptedCount()).as("%s", type).isEqualTo(undone ? 1 : 0);
        }
    }

    @Test
    void aPlacementOtherThanTheTokensIsRefused() {
        ArticleResponse page = server.page(READER, 5, 0);
        Event event = view("t")
                .setArticleId(Integer.toString(page.getRecommends(0).getArticleId()))
                .setExposureToken(page.getExposure())
                .build();

        ReportEventsResponse response =
                report(event.toBuilder().setPlacement("elsewhere").build());

        assertThat(response.getRefusals(0).getMessage())
                .isEqualTo("events[0].placement: elsewhere (expected: empty, or that of its exposure_token: '')");
        assertThat(report(event).getAcceptedCount()).isOne();
    }

    @Test
    void whatIsTriedOutIsAnsweredAsItWouldBeAndLeavesNothing() {
        report(view("known").build());
        clock.move(Duration.ofDays(8));
        Event[] events = {
            view("new").build(),
            view("").setPosition(-1).build(),
            view("known")
                    .setEventTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(START.getEpochSecond()))
                    .build(),
            view("old exposure".replace(' ', '-'))
                    .setType(EventType.EVENT_TYPE_EXPOSE)
                    .setEventTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(START.getEpochSecond()))
                    .build(),
            view("new").build()
        };

        ReportEventsResponse first = tryOut(events);

        assertThat(first.getAcceptedCount()).isOne();
        assertThat(first.getDuplicateIndexesList()).containsExactly(2, 4);
        assertThat(first.getRefusalsList().stream().map(Refusal::getIndex)).containsExactly(1, 3);
        assertThat(first.getRefusals(1).getViolations(0).getReason()).isEqualTo("TOO_OLD");
        assertThat(tryOut(events)).isEqualTo(first);
        assertThat(report(events)).isEqualTo(first);
        assertThat(tryOut(events).getDuplicateIndexesList()).containsExactly(0, 2, 4);
    }
}
