package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetQualityResponse.SlotUse;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UseInterval;

/** What operators are told of the last day, hour by hour, as data and on the console's first page. */
@Timeout(300)
class OverTimeTest {

    private static final int PAGE_BYTES_MAX = 40_000;
    private static final int HOURS = 24;
    private static final int SHOWN_AFTER_S = 30;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T09:00:00Z"));
    private RunningServer server;
    private ConsoleVisitor visitor;

    @BeforeEach
    void serve() throws IOException {
        server = RunningServer.start(folder, clock, Map.of(Settings.HTTP_PORT, "0"));
        visitor = new ConsoleVisitor(server.httpPort());
    }

    @AfterEach
    void end() {
        server.close();
    }

    private List<UseInterval> intervals() {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getStatus(GetStatusRequest.getDefaultInstance())
                .getIntervalsList();
    }

    /** An article is published and shown, and one of the page's articles is opened. */
    private void oneHour(int hour) {
        publish("moss-" + hour);
        clock.move(Duration.ofSeconds(SHOWN_AFTER_S));
        RecommendResponse page = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId("reader-" + hour)
                        .setPageSize(50)
                        .build());
        var unused = server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(Event.newBuilder()
                                .setEventId("e" + hour)
                                .setReaderId("reader-" + hour)
                                .setArticleId(page.getResults(0).getArticleId())
                                .setType(EventType.EVENT_TYPE_VIEW)
                                .setExposureToken(page.getExposureToken()))
                        .build());
        clock.move(Duration.ofHours(1).minusSeconds(SHOWN_AFTER_S));
        assertThat(intervals()).isNotEmpty();
    }

    private void publish(String id) {
        var unused = server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder()
                                .setArticleId(id)
                                .setTitle("Moss " + id)
                                .addTopics("science")
                                .setPublishTime(Timestamp.newBuilder()
                                        .setSeconds(clock.instant().getEpochSecond())))
                        .build());
    }

    @Test
    void everyHourOfTheLastDayHasItsOwnCounts() throws Exception {
        page("before-all");
        for (int hour = 0; hour < HOURS + 2; hour++) {
            oneHour(hour);
        }

        List<UseInterval> intervals = intervals();
        assertThat(intervals).hasSize(HOURS);
        UseInterval now = intervals.get(HOURS - 1);
        assertThat(now.getStartTime().getSeconds()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(now.getPagesList()).isEmpty();
        assertThat(intervals.subList(0, HOURS - 1)).allSatisfy(interval -> {
            assertThat(interval.getDuration().getSeconds()).isEqualTo(3_600);
            assertThat(interval.getPagesList()).hasSize(1);
            assertThat(interval.getPages(0).getPageCount()).isEqualTo(1);
            assertThat(interval.getSlotsList().stream()
                            .mapToLong(SlotUse::getServedCount)
                            .sum())
                    .isPositive();
            assertThat(interval.getSlotsList().stream()
                            .mapToLong(SlotUse::getOpenedCount)
                            .sum())
                    .isEqualTo(1);
            assertThat(interval.getFirstSlotCount()).isEqualTo(1);
            assertThat(interval.getFirstSlotDelay().getSeconds()).isEqualTo(SHOWN_AFTER_S);
        });
        theConsoleShowsIt();
    }

    private void page(String reader) {
        publish(reader);
        var unused = server.pages()
                .recommend(RecommendRequest.newBuilder().setReaderId(reader).build());
        clock.move(Duration.ofMinutes(1));
    }

    private void theConsoleShowsIt() throws Exception {
        ConsoleVisitor.Seen page = visitor.get("");

        assertThat(page.html().length()).isLessThan(PAGE_BYTES_MAX);
        assertThat(page.html()).contains("<path class=\"line share", "<path class=\"band share");
        assertThat(page.text()).contains("Pages a minute", "Seconds from publication to the first page");
        assertThat(page.attributes("d")).hasSizeGreaterThan(3).allMatch(path -> path.matches("[MHVZ0-9 ]+"));
        List<String> firsts = visitor.get("?csv=firsts").html().lines().toList();
        assertThat(firsts).hasSize(1 + HOURS);
        assertThat(firsts.get(0)).isEqualTo("Since,mean");
        assertThat(firsts.get(2)).endsWith("," + SHOWN_AFTER_S + ".0");
    }

    @Test
    void withoutPagesThereIsASentenceAndNoLine() throws Exception {
        publish("moss");

        ConsoleVisitor.Seen page = visitor.get("");

        assertThat(page.html()).doesNotContain("<path");
        assertThat(page.text()).contains("No page was made since the start.");
    }
}
