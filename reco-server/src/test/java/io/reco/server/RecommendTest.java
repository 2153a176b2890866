package io.reco.server;

import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.ArticleResponse;
import io.reco.api.v1.Article;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.Result;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;

/** Readers and articles with any ids, over the network; and what {@code Recommend} has beside {@code user_recommend}. */
class RecommendTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String EXPECTED = " (expected: 1..128 visible ASCII characters, not 0)";

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

    static List<String> goodIds() {
        return List.of(
                "3f0c7c1e-58b7-4d6c-9a52-6f4f2b9d3c11",
                "2026/a-slug~",
                "!",
                "~",
                "!~",
                "007",
                "2147483648",
                "x".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("goodIds")
    void anIdComesBackAsItWasSentThroughEveryService(String id) throws IOException {
        publish("other", id);
        RecommendResponse page = page(id, 2);

        assertThat(articles(page)).containsExactlyInAnyOrder("other", id);
        assertThat(report(view("e-1", id, id, page)).getAcceptedCount()).isOne();
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(report(view("e-1", id, id, page)).getDuplicateIndexesList()).containsExactly(0);
        RecommendResponse again = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(id)
                        .setPageTime(page.getPageTime())
                        .build());
        assertThat(articles(again)).isEqualTo(articles(page));
        assertThat(again.getExposureToken()).isEqualTo(page.getExposureToken());
        assertThat(again.getResults(articles(page).indexOf(id)).getStats().getViews())
                .isOne();
        assertThat(server.catalog()
                        .listArticles(ListArticlesRequest.getDefaultInstance())
                        .getArticlesList())
                .extracting(Article::getArticleId)
                .contains(id)
                .isSorted();
        assertThat(server.catalog()
                        .getArticles(GetArticlesRequest.newBuilder()
                                .addArticleIds(id)
                                .build())
                        .getArticles(0)
                        .getTitle())
                .isEqualTo("Title of " + id);
        assertThat(server.catalog()
                        .deleteArticles(DeleteArticlesRequest.newBuilder()
                                .addArticleIds(id)
                                .build())
                        .getDeletedCount())
                .isOne();
        assertThat(articles(page("somebody", 2))).containsExactly("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "two words", "é", "\t"})
    void aTextThatIsNoIdIsRefusedAndNamed(String id) {
        refused(id, id.isEmpty() ? "empty" : id.equals("\t") ? "?" : id);
    }

    @Test
    void anIdOf129CharactersIsRefusedAndNamed() {
        refused("x".repeat(129), "x".repeat(80) + "…");
    }

    private void refused(String id, String shown) {
        UpsertArticlesResponse upsert = publish(id);
        assertThat(upsert.getRefusals(0).getMessage()).isEqualTo("articles[0].article_id: " + shown + EXPECTED);
        ReportEventsResponse report = report(view("e-1", id, id, RecommendResponse.getDefaultInstance()));
        assertThat(report.getRefusals(0).getMessage())
                .isEqualTo("events[0].reader_id: " + shown + EXPECTED + "; events[0].article_id: " + shown + EXPECTED);
        assertThat(refusal(() -> server.catalog()
                        .getArticles(GetArticlesRequest.newBuilder()
                                .addArticleIds("1")
                                .addArticleIds(id)
                                .build())))
                .isEqualTo("article_ids[1]: " + shown + EXPECTED);
        assertThat(refusal(() -> server.catalog()
                        .deleteArticles(DeleteArticlesRequest.newBuilder()
                                .addArticleIds(id)
                                .build())))
                .isEqualTo("article_ids[0]: " + shown + EXPECTED);
        if (!id.isEmpty()) {
            assertThat(refusal(() -> page(id, 2))).isEqualTo("reader_id: " + shown + EXPECTED);
        }
    }

    @Test
    void user7IsReader7AndReader007IsAnother() {
        server.upsert(1, 40, START, "news");
        RecommendResponse page = page("7", 10);
        long stamp =
                page.getPageTime().getSeconds() * 1_000 + page.getPageTime().getNanos() / 1_000_000;

        ArticleResponse replay = server.page(7, 10, stamp);

        assertThat(replay.getExposure()).isEqualTo(page.getExposureToken());
        assertThat(RunningServer.texts(ids(replay))).isEqualTo(articles(page));
        assertThat(RunningServer.texts(ids(server.page(7, 10, 0)))).doesNotContainAnyElementsOf(articles(page));
        RecommendResponse other = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId("007")
                        .setPageTime(page.getPageTime())
                        .build());
        assertThat(other.getExposureToken()).isNotEqualTo(page.getExposureToken());
        assertThat(report(view("e-1", "007", articles(page).get(0), page)).getRefusalsCount())
                .isOne(); // the token is of another reader
    }

    @Test
    void userRecommendNamesOnlyArticlesWithANumber() {
        server.upsert(1, 3, START, "news");
        publish("a-slug", "2147483648", "012");

        assertThat(articles(page("8", 10))).contains("a-slug", "2147483648", "012", "1", "2", "3");
        assertThat(ids(server.page(7, 10, 0))).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(ids(server.page(0, 10, 0))).containsExactlyInAnyOrder(1, 2, 3);
        ArticleResponse replay = server.page(8, 10, START.toEpochMilli());
        assertThat(ids(replay)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(replay.getExposure()).isNotEmpty();
    }

    @Test
    void aPageWithoutAnyNumberIsSkippedInTheHistoryOfUserRecommend() {
        server.upsert(1, 1, START, "news");
        ArticleResponse first = server.page(7, 1, START.toEpochMilli() - 3_000);
        publish("a-slug");
        Timestamp second =
                Timestamp.newBuilder().setSeconds(START.getEpochSecond() - 2).build();

        assertThat(articles(server.pages()
                        .recommend(RecommendRequest.newBuilder()
                                .setReaderId("7")
                                .setPageSize(1)
                                .setPageTime(second)
                                .build())))
                .containsExactly("a-slug");
        server.upsert(2, 2, START, "news");
        long third = server.page(7, 1, START.toEpochMilli() - 1_000).getTimeStamp();
        assertThat(server.page(7, 1, third - 1)).isEqualTo(first);
    }

    @Test
    void anAnonymousReaderIsAnEmptyIdAndNothingIsKept() {
        server.upsert(1, 40, START, "news");

        RecommendResponse page = page("", 0);

        assertThat(page.getResultsList()).hasSize(10);
        assertThat(page.getExposureToken()).isNotEmpty();
        assertThat(report(view("e-1", "anna", articles(page).get(0), page)).getAcceptedCount())
                .isOne();
    }

    @Test
    void aPageSizeAboveTheMaximumCountsAsTheMaximumAndANegativeOneIsRefused() {
        server.upsert(1, 120, START, "news");

        assertThat(page("anna", Integer.MAX_VALUE).getResultsList()).hasSize(100);
        assertThat(refusal(() -> page("0", -1)))
                .isEqualTo("reader_id: 0" + EXPECTED + "; page_size: -1 (expected: >= 0)");
    }

    @Test
    void aRequestIdBringsItsPageBackAndIsOfOnePageSizeAlone() {
        server.upsert(1, 120, START, "news");
        RecommendRequest request = RecommendRequest.newBuilder()
                .setReaderId("anna")
                .setPageSize(5)
                .setRequestId("r-1")
                .build();
        RecommendResponse page = server.pages().recommend(request);
        clock.move(Duration.ofSeconds(5));

        assertThat(server.pages().recommend(request)).isEqualTo(page);
        StatusRuntimeException conflict = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.pages()
                        .recommend(request.toBuilder().setPageSize(6).build()));
        assertThat(conflict.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(conflict.getStatus().getDescription())
                .isEqualTo("page_size: 6 (expected: 5, as in the call before with this request_id)");
        assertThat(refusal(() -> server.pages()
                        .recommend(request.toBuilder().setRequestId("a b").build())))
                .isEqualTo("request_id: a b (expected: 1..64 visible ASCII characters)");
    }

    @Test
    void scrollingBackEndsWithAPageWithoutTimeAndToken() {
        server.upsert(1, 120, START, "news");
        RecommendResponse page = page("anna", 5);
        Timestamp before = page.getPageTime().toBuilder()
                .setSeconds(page.getPageTime().getSeconds() - 1)
                .build();

        for (Timestamp moment : List.of(before, Timestamp.getDefaultInstance())) {
            assertThat(server.pages()
                            .recommend(RecommendRequest.newBuilder()
                                    .setReaderId("anna")
                                    .setPageTime(moment)
                                    .build()))
                    .isEqualTo(RecommendResponse.getDefaultInstance());
        }
        assertThat(refusal(() -> server.pages()
                        .recommend(RecommendRequest.newBuilder()
                                .setReaderId("anna")
                                .setPageTime(Timestamp.newBuilder().setSeconds(-1))
                                .build())))
                .isEqualTo("page_time: -1 s (expected: a time from 1970 to 9999)");
    }

    private RecommendResponse page(String reader, int size) {
        return server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(reader)
                        .setPageSize(size)
                        .build());
    }

    private static List<String> articles(RecommendResponse page) {
        return page.getResultsList().stream().map(Result::getArticleId).toList();
    }

    private UpsertArticlesResponse publish(String... ids) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        for (String id : ids) {
            request.addArticles(Article.newBuilder()
                    .setArticleId(id)
                    .setTitle("Title of " + (id.length() > 128 ? "" : id))
                    .setPublishTime(Timestamp.newBuilder().setSeconds(START.getEpochSecond() - 86_400)));
        }
        return server.catalog().upsertArticles(request.build());
    }

    private static Event view(String id, String reader, String article, RecommendResponse page) {
        return Event.newBuilder()
                .setEventId(id)
                .setReaderId(reader)
                .setArticleId(article)
                .setType(EventType.EVENT_TYPE_VIEW)
                .setExposureToken(page.getExposureToken())
                .build();
    }

    private ReportEventsResponse report(Event event) {
        return server.feedback()
                .reportEvents(ReportEventsRequest.newBuilder().addEvents(event).build());
    }

    private static String refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return String.valueOf(refused.getStatus().getDescription());
    }
}
