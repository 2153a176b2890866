package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetQualityRequest;
import io.reco.api.v1.GetQualityResponse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;

/** What operators are told of whether pages help. */
class GetQualityTest {

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, Clock.systemUTC());
        server.upsert(1, 40, Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private GetQualityResponse quality() {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getQuality(GetQualityRequest.getDefaultInstance());
    }

    private void report(RecommendResponse page, EventType type, String id) {
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(Event.newBuilder()
                                .setEventId(id)
                                .setReaderId("7")
                                .setArticleId(page.getResults(0).getArticleId())
                                .setType(type)
                                .setExposureToken(page.getExposureToken()))
                        .build());
    }

    @Test
    void slotsAreCountedBySourceFromServedToOpened() {
        RecommendResponse page = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId("7")
                        .setPageSize(5)
                        .setPlacement("home")
                        .build());
        report(page, EventType.EVENT_TYPE_EXPOSE, "1");
        report(page, EventType.EVENT_TYPE_VIEW, "2");

        GetQualityResponse quality = quality();

        List<GetQualityResponse.SlotUse> slots = quality.getSlotsList();
        assertThat(slots).allSatisfy(use -> assertThat(use.getPlacement()).isEqualTo("home"));
        assertThat(slots.stream()
                        .mapToLong(GetQualityResponse.SlotUse::getServedCount)
                        .sum())
                .isEqualTo(5);
        assertThat(slots.stream()
                        .mapToLong(GetQualityResponse.SlotUse::getExposedCount)
                        .sum())
                .isEqualTo(1);
        assertThat(slots.stream()
                        .mapToLong(GetQualityResponse.SlotUse::getOpenedCount)
                        .sum())
                .isEqualTo(1);
        assertThat(quality.getPageCount()).isEqualTo(1);
        assertThat(quality.getShortPageCount()).isZero();
    }

    @Test
    void eventsAreCountedByTypeAndWhatBecameOfThem() {
        for (int i = 0; i < 2; i++) {
            var unused = server.feedback()
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addEvents(like("the same"))
                            .addEvents(like("another " + i).setPosition(-1))
                            .build());
        }

        assertThat(quality().getEventsList())
                .containsExactly(GetQualityResponse.EventUse.newBuilder()
                        .setType(EventType.EVENT_TYPE_LIKE)
                        .setAcceptedCount(1)
                        .setDuplicateCount(1)
                        .setRefusedCount(2)
                        .build());
    }

    private static Event.Builder like(String id) {
        return Event.newBuilder()
                .setEventId(id.replace(' ', '-'))
                .setReaderId("7")
                .setArticleId("1")
                .setType(EventType.EVENT_TYPE_LIKE);
    }
}
