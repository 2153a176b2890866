package io.reco.server;

import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.ReportEventsRequest;

/** What readers did counts by when they did it, not by when it arrived. */
final class EventTimeTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Event event(int article, EventType type, Duration ago) {
        String id = type + "-" + article + "-" + ago;
        return RunningServer.event(id, READER, article, type).toBuilder()
                .setEventTime(Timestamp.newBuilder().setSeconds(START.minus(ago).getEpochSecond()))
                .build();
    }

    private void report(List<Event> events) {
        for (int from = 0; from < events.size(); from += 1_000) {
            var answer = server.feedback()
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addAllEvents(events.subList(from, Math.min(events.size(), from + 1_000)))
                            .build());
            assertThat(answer.getRefusalsList()).isEmpty();
        }
    }

    @Test
    void whatWasReadLatelyIsNotServedAsNewWhenTheHistoryIsSentNewestFirst() {
        server.upsert(1, 2_400, START, "news");
        List<Event> views = new ArrayList<>();
        for (int article = 2_300; article >= 1; article--) {
            views.add(event(article, EventType.EVENT_TYPE_VIEW, Duration.ofMinutes(2_301 - article)));
        }
        report(views);

        ArticleResponse page = server.page(READER, 100, 0);
        ArticleResponse next = server.page(READER, 100, 0);

        assertThat(ids(page)).hasSize(100).noneMatch(article -> article > 300 && article <= 2_300);
        assertThat(ids(next)).hasSize(100).noneMatch(article -> article > 300 && article <= 2_300);
    }

    @Test
    void aHiddenArticleStaysAwayWhateverElseIsRead() {
        server.upsert(1, 2_600, START, "news");
        report(List.of(
                event(2_600, EventType.EVENT_TYPE_HIDE, Duration.ofDays(5)),
                event(2_599, EventType.EVENT_TYPE_DISLIKE, Duration.ofDays(5))));
        List<Event> views = new ArrayList<>();
        for (int article = 1; article <= 2_550; article++) {
            views.add(event(article, EventType.EVENT_TYPE_VIEW, Duration.ofMinutes(2_600 - article)));
        }
        report(views);

        // Of what was never viewed there are 50 articles: the second page takes whatever may be taken.
        assertThat(ids(server.page(READER, 100, 0))).hasSize(100).doesNotContain(2_599, 2_600);
        assertThat(ids(server.page(READER, 100, 0))).hasSize(100).doesNotContain(2_599, 2_600);
    }

    @Test
    void aLaterLikeTakesAHideBackAndALaterViewDoesNot() {
        server.upsert(1, 3, START, "news");
        report(List.of(
                event(1, EventType.EVENT_TYPE_LIKE, Duration.ofMinutes(1)),
                event(1, EventType.EVENT_TYPE_HIDE, Duration.ofMinutes(2)),
                event(2, EventType.EVENT_TYPE_VIEW, Duration.ofMinutes(1)),
                event(2, EventType.EVENT_TYPE_HIDE, Duration.ofMinutes(2)),
                event(3, EventType.EVENT_TYPE_HIDE, Duration.ofMinutes(1)),
                event(3, EventType.EVENT_TYPE_LIKE, Duration.ofMinutes(2))));

        assertThat(ids(server.page(READER, 10, 0))).containsExactly(1);
    }
}
