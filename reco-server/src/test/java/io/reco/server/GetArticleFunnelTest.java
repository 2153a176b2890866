package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticleFunnelRequest;
import io.reco.api.v1.GetArticleFunnelResponse;
import io.reco.api.v1.GetArticleFunnelResponse.HourUse;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.Source;

/** What editors are told of what became of an article. */
class GetArticleFunnelTest {

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:30:00Z"));
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 40, clock.instant(), "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private GetArticleFunnelResponse funnel(String article, int hours) {
        return AdminServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .getArticleFunnel(GetArticleFunnelRequest.newBuilder()
                        .setArticleId(article)
                        .setHourCount(hours)
                        .build());
    }

    private RecommendResponse page(String reader) {
        return server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(reader)
                        .setPageSize(3)
                        .setPlacement("home")
                        .build());
    }

    private void report(String reader, String article, String token, EventType... types) {
        for (EventType type : types) {
            var unused = server.feedback()
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addEvents(Event.newBuilder()
                                    .setEventId(type + "-" + article)
                                    .setReaderId(reader)
                                    .setArticleId(article)
                                    .setType(type)
                                    .setExposureToken(token))
                            .build());
        }
    }

    private static long sum(GetArticleFunnelResponse funnel, ToLongFunction<HourUse> count) {
        return funnel.getHoursList().stream().mapToLong(count).sum();
    }

    /** It is learned within a second. */
    private GetArticleFunnelResponse funnelOnceThereAre(int opened, String article) {
        await().atMost(Duration.ofSeconds(50)).until(() -> sum(funnel(article, 48), HourUse::getOpenedCount) == opened);
        return funnel(article, 48);
    }

    @Test
    void itTellsHowManySawOpenedReadAndSharedByWhereItWasShown() {
        RecommendResponse page = page("7");
        String article = page.getResults(0).getArticleId();
        for (int i = 0; i < 2; i++) { // a repeated event counts once
            report(
                    "7",
                    article,
                    page.getExposureToken(),
                    EventType.EVENT_TYPE_EXPOSE,
                    EventType.EVENT_TYPE_VIEW,
                    EventType.EVENT_TYPE_READ,
                    EventType.EVENT_TYPE_SHARE,
                    EventType.EVENT_TYPE_LIKE);
        }
        report("8", article, "", EventType.EVENT_TYPE_VIEW);

        GetArticleFunnelResponse funnel = funnelOnceThereAre(2, article);

        assertThat(funnel.getHoursList()).hasSize(2);
        HourUse elsewhere = funnel.getHours(0);
        assertThat(elsewhere.getPlacement()).isEmpty();
        assertThat(elsewhere.getSource()).isEqualTo(Source.SOURCE_UNSPECIFIED);
        assertThat(elsewhere.getExposedCount()).isZero();
        HourUse home = funnel.getHours(1);
        assertThat(home.getPlacement()).isEqualTo("home");
        assertThat(home.getSource()).isEqualTo(page.getResults(0).getSource());
        assertThat(List.of(home.getExposedCount(), home.getOpenedCount(), home.getReadCount(), home.getSharedCount()))
                .containsOnly(1L);
        assertThat(home.getStartTime().getSeconds())
                .isEqualTo(Instant.parse("2026-03-01T12:00:00Z").getEpochSecond());
    }

    @Test
    void onlyTheHoursAskedForAreTold() {
        report("7", "1", "", EventType.EVENT_TYPE_VIEW);
        clock.move(Duration.ofHours(2));
        report("8", "1", "", EventType.EVENT_TYPE_VIEW);
        assertThat(funnelOnceThereAre(2, "1").getHoursList()).hasSize(2);

        assertThat(funnel("1", 3).getHoursList()).hasSize(2);
        assertThat(funnel("1", 2).getHoursList()).hasSize(1);
        assertThat(funnel("1", 100_000).getStartTime().getSeconds())
                .isEqualTo(Instant.parse("2026-02-22T15:00:00Z").getEpochSecond());
        assertThat(funnel("2", 48).getHoursList()).isEmpty();
    }

    @Test
    void itIsTheSameAfterARestartWithASnapshotAndWithout() throws IOException {
        RecommendResponse page = page("7");
        String article = page.getResults(0).getArticleId();
        report("7", article, page.getExposureToken(), EventType.EVENT_TYPE_EXPOSE, EventType.EVENT_TYPE_VIEW);
        GetArticleFunnelResponse before = funnelOnceThereAre(1, article);

        server.close();
        server = RunningServer.start(data, clock);
        assertThat(funnel(article, 48)).isEqualTo(before);

        server.close();
        Path snapshots = Files.createDirectory(data.resolveSibling(data.getFileName() + "-none"));
        server = RunningServer.start(data, clock, Map.of(Settings.SNAPSHOTS, snapshots.toString()));
        assertThat(funnelOnceThereAre(1, article)).isEqualTo(before);
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        assertThatThrownBy(() -> funnel("nothing", 0))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("NOT_FOUND: article_id: nothing (expected: an article of the catalogue)");
        assertThatThrownBy(() -> funnel("", -1))
                .hasMessageStartingWith("INVALID_ARGUMENT: ")
                .hasMessageContaining("article_id: empty")
                .hasMessageContaining("hour_count: -1 (expected: >= 0)");
    }
}
