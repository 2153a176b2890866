package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;

/** What readers take back, and what that does to their next page. */
class RetractionsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;
    private static final int ARTICLES = 12;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private int sent;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, ARTICLES, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** An event of an article, so many minutes before now. */
    private Event event(int article, EventType type, int minutesAgo, boolean retracted) {
        Timestamp time = Timestamp.newBuilder()
                .setSeconds(clock.instant().getEpochSecond() - 60L * minutesAgo)
                .build();
        return RunningServer.event("e" + sent++, READER, article, type).toBuilder()
                .setEventTime(time)
                .setRetracted(retracted)
                .build();
    }

    private ReportEventsResponse report(List<Event> events) {
        return server.feedback()
                .reportEvents(
                        ReportEventsRequest.newBuilder().addAllEvents(events).build());
    }

    private List<Integer> nextPage() {
        clock.move(Duration.ofDays(2)); // what was served before may come back
        return RunningServer.ids(server.page(READER, ARTICLES, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENT_TYPE_DISLIKE", "EVENT_TYPE_HIDE"})
    void anArticleIsBackOnThePageOnceItsRejectionIsRetracted(String name) {
        EventType type = EventType.valueOf(name);
        report(List.of(event(3, type, 10, false)));
        assertThat(nextPage()).hasSize(ARTICLES - 1).doesNotContain(3);

        report(List.of(event(3, type, 5, true)));

        assertThat(nextPage()).contains(3);
    }

    @Test
    void aRetractionThatArrivesBeforeTheRejectionTakesItBackAllTheSame() {
        report(List.of(event(3, EventType.EVENT_TYPE_DISLIKE, 5, true)));
        report(List.of(event(3, EventType.EVENT_TYPE_DISLIKE, 10, false)));
        assertThat(nextPage()).contains(3);

        report(List.of(event(3, EventType.EVENT_TYPE_DISLIKE, 1, false)));

        assertThat(nextPage()).doesNotContain(3);
    }

    @Test
    void aReplayShowsAnArticleAgainWhoseRejectionIsRetracted() {
        ArticleResponse page = server.page(READER, 5, 0);
        int article = page.getRecommends(2).getArticleId();
        report(List.of(event(article, EventType.EVENT_TYPE_HIDE, 1, false)));
        assertThat(RunningServer.ids(server.page(READER, 5, page.getTimeStamp())))
                .doesNotContain(article);

        report(List.of(event(article, EventType.EVENT_TYPE_HIDE, 0, true)));

        assertThat(server.page(READER, 5, page.getTimeStamp())).isEqualTo(page);
    }

    @Test
    void aRetractedLikeSaysNothingOfTheReaderAnyMore() throws InvalidProtocolBufferException {
        report(List.of(event(3, EventType.EVENT_TYPE_LIKE, 10, false)));
        assertThat(rungs()).contains(Rung.RUNG_PERSONAL);

        report(List.of(event(3, EventType.EVENT_TYPE_LIKE, 5, true)));

        assertThat(rungs()).doesNotContain(Rung.RUNG_PERSONAL);
    }

    private List<Rung> rungs() throws InvalidProtocolBufferException {
        clock.move(Duration.ofDays(2));
        String token = server.page(READER, ARTICLES, 0).getExposure();
        byte[] bytes = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII));
        Exposure exposure = Exposure.parseFrom(SignedExposure.parseFrom(bytes).getExposure());
        return exposure.getSlotsList().stream().map(Exposure.Slot::getRung).toList();
    }

    @Test
    void aNightlyDumpOfLikesAndRetractionsCountsOnceInAnyOrder() throws IOException {
        List<Event> dump = new ArrayList<>();
        for (int minutes = 1; minutes <= 40; minutes++) {
            dump.add(event(1 + minutes % 4, EventType.EVENT_TYPE_HIDE, minutes, minutes % 3 == 0));
        }
        Random random = new Random(5);
        Collections.shuffle(dump, random);
        assertThat(report(dump).getAcceptedCount()).isEqualTo(40);
        List<Integer> page = nextPage().stream().sorted().toList();

        for (int night = 1; night <= 10; night++) {
            clock.move(Duration.ofDays(1));
            Collections.shuffle(dump, random);
            assertThat(report(dump).getDuplicateIndexesCount()).isEqualTo(40);
        }
        assertThat(nextPage().stream().sorted().toList()).isEqualTo(page);
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(nextPage().stream().sorted().toList()).isEqualTo(page);
    }
}
