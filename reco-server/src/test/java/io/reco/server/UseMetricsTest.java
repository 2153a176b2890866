package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;

/** Operators see whether what is recommended is seen and opened, and how different the pages are. */
@Timeout(300)
class UseMetricsTest {

    private static final String AT = "{placement=\"home\",source=\"";

    @TempDir
    Path folder;

    private RunningServer server;

    @BeforeEach
    void serve() throws Exception {
        server = RunningServer.start(folder, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
        server.upsert(1, 60, Instant.now(), "news");
    }

    @AfterEach
    void end() {
        server.close();
    }

    private RecommendResponse page(String reader, int size, String requestId) {
        return server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(reader)
                        .setPlacement("home")
                        .setPageSize(size)
                        .setRequestId(requestId)
                        .build());
    }

    private void report(RecommendResponse page, int slot, EventType type, String id) {
        Event event = Event.newBuilder()
                .setEventId(id)
                .setReaderId("7")
                .setArticleId(page.getResults(slot).getArticleId())
                .setType(type)
                .setExposureToken(page.getExposureToken())
                .build();
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder().addEvents(event).build());
    }

    private double sum(String name) {
        return List.of("neighbours", "sessions", "trending", "fresh", "served", "viewed").stream()
                .mapToDouble(source -> server.metric(name + AT + source + "\"}"))
                .sum();
    }

    @Test
    void whatIsServedSeenAndOpenedIsToldBySourceAndPlacement() {
        RecommendResponse page = page("7", 4, "once");
        report(page, 0, EventType.EVENT_TYPE_EXPOSE, "seen");
        report(page, 1, EventType.EVENT_TYPE_EXPOSE, "seen-too");
        report(page, 1, EventType.EVENT_TYPE_VIEW, "opened");
        report(page, 1, EventType.EVENT_TYPE_VIEW, "opened");
        report(page, 2, EventType.EVENT_TYPE_SHARE, "shared");

        assertThat(sum("reco_served_slots_total")).isEqualTo(4);
        assertThat(sum("reco_exposed_slots_total")).isEqualTo(2);
        assertThat(sum("reco_opened_slots_total")).isEqualTo(1);
        assertThat(server.metric("reco_events_total{outcome=\"accepted\",type=\"expose\"}"))
                .isEqualTo(2);
        assertThat(server.metric("reco_events_total{outcome=\"accepted\",type=\"view\"}"))
                .isEqualTo(1);
        assertThat(server.metric("reco_events_total{outcome=\"duplicate\",type=\"view\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatIsWrongWithEventsIsCountedByType() {
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(Event.newBuilder().setEventId("a").setTypeValue(77))
                        .addEvents(RunningServer.event("b", 7, 1, EventType.EVENT_TYPE_VIEW).toBuilder()
                                .setExposureToken("made-up"))
                        .build());

        assertThat(server.metric("reco_events_total{outcome=\"refused\",type=\"other\"}"))
                .isEqualTo(1);
        assertThat(server.metric("reco_events_total{outcome=\"refused\",type=\"view\"}"))
                .isEqualTo(1);
    }

    @Test
    void requestsForPagesAreToldByWhatTheyWereAnsweredWith() {
        page("7", 4, "once");
        page("7", 4, "once");
        page("7", 100, "twice");

        assertThat(server.metric("reco_page_answers_total{kind=\"made\"}")).isEqualTo(2);
        assertThat(server.metric("reco_page_answers_total{kind=\"replayed\"}")).isEqualTo(1);
        assertThat(server.metric("reco_short_pages_total")).isEqualTo(1);
    }

    @Test
    void howAlikePagesOfKnownReadersAreIsMeasuredOnSomeOfThem() {
        for (int reader = 1; reader <= 32; reader++) {
            server.report(reader, EventType.EVENT_TYPE_VIEW, List.of(reader % 2 + 1, reader % 5 + 10));
        }
        for (int reader = 1; reader <= 32; reader++) {
            page(Integer.toString(reader), 10, "");
        }

        double pairs = server.metric("reco_page_pairs_total");
        assertThat(pairs).isEqualTo(3);
        assertThat(server.metric("reco_page_overlap_total")).isBetween(0.0, pairs);
    }

    @Test
    void writesAndWhatWaitsToBeLearnedAreTold() {
        server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));

        assertThat(server.metric("reco_store_writes_total")).isPositive();
        assertThat(server.metric("reco_store_write_seconds_total")).isPositive();
        assertThat(server.metric("reco_models_behind_seconds")).isGreaterThanOrEqualTo(0);
    }
}
