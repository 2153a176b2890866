package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleInfo;
import io.reco.api.ArticleResponse;
import io.reco.api.v1.Article;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.Rung;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.UpsertArticlesRequest;

/** What becomes of an id that was deleted and is upserted again: within a day the same article, later a new one. */
class ReusedIdTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;
    private static final int VIEWED = 5;
    private static final int HIDDEN = 6;
    private static final int SERVED = 8;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private long firstPage;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(VIEWED, SERVED, START, "news");
        for (int other = 101; other <= 110; other++) {
            server.report(other, EventType.EVENT_TYPE_VIEW, List.of(VIEWED, SERVED));
        }
        server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(VIEWED));
        server.report(READER, EventType.EVENT_TYPE_SHARE, List.of(VIEWED));
        server.report(READER, EventType.EVENT_TYPE_HIDE, List.of(HIDDEN));
        ArticleResponse page = server.page(READER, 2, 0);
        assertThat(RunningServer.ids(page)).contains(SERVED);
        firstPage = page.getTimeStamp();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() throws IOException {
        server.close();
        server = RunningServer.start(data, clock);
    }

    private void deleteAll() {
        var unused = server.catalog()
                .deleteArticles(DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(IntStream.rangeClosed(VIEWED, SERVED)
                                .mapToObj(Integer::toString)
                                .toList())
                        .build());
    }

    @Test
    void noPageOfAMomentBeforeAnIdWasUsedAgainHoldsTheNewArticle() {
        deleteAll();
        clock.move(Duration.ofHours(25));
        server.upsert(VIEWED, SERVED, START, "news");
        clock.move(Duration.ofHours(1));
        long before = clock.millis() - Duration.ofHours(2).toMillis();

        ArticleResponse page = server.page(9, 4, before);

        assertThat(page.getTimeStamp()).isZero();
        assertThat(page.getExposure()).isEmpty();
        assertThat(RunningServer.ids(server.page(9, 4, 0))).hasSize(4);
    }

    @Test
    void withinADayOfItsDeletionAnIdIsTheSameArticle() throws IOException {
        deleteAll();
        clock.move(Duration.ofHours(24));

        server.upsert(VIEWED, SERVED, START, "news");

        assertTheSame();
        restart();
        assertTheSame();
    }

    private void assertTheSame() throws IOException {
        assertThat(info(VIEWED).getViews()).isEqualTo("11");
        assertThat(info(VIEWED).getShare()).isEqualTo("1");
        List<Integer> page = RunningServer.ids(server.page(READER, 10, 0));
        assertThat(page).doesNotContain(HIDDEN);
        assertThat(page.indexOf(VIEWED)).isNotEqualTo(0); // the last resort
        assertThat(rung(VIEWED)).isEqualTo(Rung.RUNG_TRENDING);
    }

    @Test
    void laterItIsANewOneWithoutCountsAndMarks() throws IOException {
        deleteAll();
        clock.move(Duration.ofHours(24).plusMillis(1));

        server.upsert(VIEWED, SERVED, clock.instant(), "news");

        assertThat(info(VIEWED).getViews()).isEqualTo("0");
        assertThat(info(VIEWED).getShare()).isEqualTo("0");
        assertThat(info(SERVED).getViews()).isEqualTo("0");
        assertThat(rung(VIEWED)).isEqualTo(Rung.RUNG_FRESH);
        ArticleResponse page = server.page(READER, 10, 0);
        assertThat(RunningServer.ids(page)).contains(VIEWED, HIDDEN, SERVED);
        assertThat(server.page(READER, 10, page.getTimeStamp())).isEqualTo(page);
        assertThat(RunningServer.ids(server.page(READER, 10, firstPage))).doesNotContain(SERVED);
        // What the reader does from now on is with the new one.
        server.report(READER, EventType.EVENT_TYPE_HIDE, List.of(HIDDEN));
        server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(VIEWED));
        await().untilAsserted(() -> assertThat(info(VIEWED).getViews()).isEqualTo("1"));
        restart();
        assertThat(info(VIEWED).getViews()).isEqualTo("1");
        assertThat(info(SERVED).getViews()).isEqualTo("0");
        assertThat(RunningServer.ids(server.page(READER, 10, 0))).doesNotContain(HIDDEN);
    }

    @Test
    void aLateEventOfTheTimeBeforeIsWithTheOldOneButCountedByItsAcceptance() {
        deleteAll();
        clock.move(Duration.ofDays(2));
        server.upsert(VIEWED, SERVED, clock.instant(), "news");

        var unused = server.feedback()
                .reportEvents(io.reco.api.v1.ReportEventsRequest.newBuilder()
                        .addEvents(RunningServer.event("late", READER, HIDDEN, EventType.EVENT_TYPE_VIEW).toBuilder()
                                .setEventTime(com.google.protobuf.Timestamp.newBuilder()
                                        .setSeconds(START.getEpochSecond())))
                        .build());

        await().untilAsserted(() -> assertThat(info(HIDDEN).getViews()).isEqualTo("1"));
        assertThat(RunningServer.ids(server.page(READER, 10, 0))).contains(HIDDEN);
    }

    @Test
    void aNewOneHasNothingOfTheOldOnesContent() {
        deleteAll();
        clock.move(Duration.ofDays(2));

        var unused = server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(Article.newBuilder().setArticleId(Integer.toString(VIEWED)))
                        .build());

        Article article = server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addArticleIds(Integer.toString(VIEWED))
                        .build())
                .getArticles(0);
        assertThat(article.getTitle()).isEmpty();
        assertThat(article.getTopicsList()).isEmpty();
        assertThat(article.getPublishTime().getSeconds())
                .isEqualTo(clock.instant().getEpochSecond());
    }

    /** The rung that an article has on a page for nobody. */
    private Rung rung(int article) throws InvalidProtocolBufferException {
        byte[] token = Base64.getUrlDecoder().decode(server.page(0, 10, 0).getExposure());
        Exposure exposure = Exposure.parseFrom(SignedExposure.parseFrom(token).getExposure());
        return exposure.getSlotsList().stream()
                .filter(slot -> slot.getArticleId().equals(Integer.toString(article)))
                .findFirst()
                .orElseThrow()
                .getRung();
    }

    /** Counts as a page for nobody shows them. */
    private ArticleInfo info(int article) {
        ArticleResponse page = server.page(0, 10, 0);
        return page.getRecommendsList().stream()
                .filter(one -> one.getArticleId() == article)
                .findFirst()
                .orElseThrow()
                .getInfo();
    }
}
