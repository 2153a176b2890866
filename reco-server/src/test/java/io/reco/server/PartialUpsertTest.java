package io.reco.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;

/** What {@code UpsertArticles} promises with an {@code update_mask}. */
class PartialUpsertTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final Article FULL = Article.newBuilder()
            .setArticleId("5")
            .setTitle("Tides")
            .setSummary("Why they come twice a day")
            .setUrl("https://example.org/5")
            .setAuthor("A. Writer")
            .addTopics("sea")
            .addTopics("moon")
            .setLanguageCode("en")
            .setPublishTime(time(START.minusSeconds(60)))
            .setExpireTime(time(START.plusSeconds(600)))
            .setHidden(true)
            .putAttributes("section", "science")
            .build();

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

    @Test
    void onlyTheNamedFieldsAreWritten() {
        upsert(FULL);
        Article sent = Article.newBuilder()
                .setArticleId("5")
                .setTitle("Ebb")
                .setSummary("never written")
                .build();

        assertThat(upsert(sent, "title").getUpsertedCount()).isOne();

        assertThat(get(5)).isEqualTo(FULL.toBuilder().setTitle("Ebb").build());
    }

    @Test
    void everyFieldCanBeWrittenAlone() {
        for (String field : List.of(
                "title",
                "summary",
                "url",
                "author",
                "topics",
                "language_code",
                "publish_time",
                "expire_time",
                "hidden",
                "attributes")) {
            upsert(Article.newBuilder()
                    .setArticleId("5")
                    .setPublishTime(time(START))
                    .build());

            upsert(FULL, field);

            var descriptor = Article.getDescriptor().findFieldByName(field);
            Article.Builder expected = Article.newBuilder().setArticleId("5").setPublishTime(time(START));
            assertThat(get(5))
                    .as(field)
                    .isEqualTo(expected.setField(descriptor, FULL.getField(descriptor))
                            .build());
        }
    }

    @Test
    void aNamedFieldThatIsNotSentIsCleared() {
        upsert(FULL);
        Article sent = Article.newBuilder().setArticleId("5").build();

        upsert(sent, "expire_time", "topics", "hidden", "article_id");

        assertThat(get(5))
                .isEqualTo(FULL.toBuilder()
                        .clearExpireTime()
                        .clearTopics()
                        .clearHidden()
                        .build());
    }

    @Test
    void aPublishTimeNamedAndNotSentIsTheFirstUpsertsMoment() {
        upsert(FULL.toBuilder()
                .clearExpireTime()
                .setPublishTime(time(START.plusSeconds(9_000)))
                .build());
        clock.move(Duration.ofHours(1));

        upsert(Article.newBuilder().setArticleId("5").build(), "publish_time");

        assertThat(get(5).getPublishTime()).isEqualTo(time(START));
    }

    @Test
    void aNewArticleTakesTheDefaultsForTheRest() {
        upsert(FULL, "title");

        assertThat(get(5))
                .isEqualTo(Article.newBuilder()
                        .setArticleId("5")
                        .setTitle("Tides")
                        .setPublishTime(time(START))
                        .build());
    }

    @Test
    void withoutAMaskAndWithAStarAnArticleIsReplacedWhole() {
        upsert(FULL);
        upsert(FULL.toBuilder().clearSummary().build());
        assertThat(get(5)).isEqualTo(FULL.toBuilder().clearSummary().build());

        upsert(FULL.toBuilder().clearTitle().build(), "*");
        assertThat(get(5)).isEqualTo(FULL.toBuilder().clearTitle().build());
    }

    @Test
    void anUnknownPathIsRefusedAndNothingIsWritten() {
        upsert(FULL);
        String known =
                "article_id, etag, title, summary, url, author, topics, language_code, publish_time, expire_time, "
                        + "hidden, attributes";

        assertThat(refusal("title", "foo")).isEqualTo("update_mask: \"foo\" (expected: " + known + ")");
        assertThat(refusal("topics.x", "Title"))
                .isEqualTo("update_mask: \"topics.x\" (expected: " + known + "); update_mask: \"Title\" (expected: "
                        + known + ")");
        for (String outputOnly : List.of("create_time", "update_time", "stats")) {
            assertThat(refusal("title", outputOnly))
                    .isEqualTo("update_mask: \"" + outputOnly + "\", output only (expected: " + known + ")");
        }
        assertThat(refusal())
                .isEqualTo("update_mask: empty (expected: fields to write, or no mask to replace articles whole)");
        assertThat(get(5)).isEqualTo(FULL);
    }

    private String refusal(String... paths) {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> upsert(
                        FULL.toBuilder().setTitle("other").build(),
                        FieldMask.newBuilder().addAllPaths(List.of(paths)).build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return refused.getStatus().getDescription();
    }

    @Test
    void whatIsNotWrittenIsNotChecked() {
        upsert(FULL);
        Article sent = Article.newBuilder()
                .setArticleId("5")
                .setTitle("x".repeat(1_001))
                .addTopics("")
                .setPublishTime(Timestamp.newBuilder().setSeconds(-1))
                .build();

        assertThat(upsert(sent, "hidden").getRefusalsList()).isEmpty();
        assertThat(upsert(sent, "title", "publish_time").getRefusals(0).getMessage())
                .isEqualTo("articles[0].publish_time: -1 s (expected: from 1970 on, a valid time); "
                        + "articles[0].title: 1001 characters (expected: at most 1000)");
    }

    @Test
    void aTimeThatDoesNotGoWithTheStoredOneIsRefusedAlone() {
        upsert(FULL);
        Article early = Article.newBuilder()
                .setArticleId("5")
                .setExpireTime(time(START.minusSeconds(61)))
                .build();
        Article late = Article.newBuilder()
                .setArticleId("5")
                .setPublishTime(time(START.plusSeconds(601)))
                .build();
        UpsertArticlesRequest both = UpsertArticlesRequest.newBuilder()
                .addArticles(Article.newBuilder().setArticleId("6"))
                .addArticles(early)
                .setUpdateMask(FieldMask.newBuilder().addPaths("expire_time"))
                .build();

        UpsertArticlesResponse response = server.catalog().upsertArticles(both);

        assertThat(response.getUpsertedCount()).isOne();
        assertThat(response.getRefusals(0).getIndex()).isOne();
        assertThat(response.getRefusals(0).getMessage())
                .isEqualTo("articles[1].expire_time: 2026-03-01T11:58:59Z "
                        + "(expected: not before publish_time, 2026-03-01T11:59:00Z)");
        assertThat(upsert(late, "publish_time").getRefusals(0).getMessage())
                .isEqualTo("articles[0].publish_time: 2026-03-01T12:10:01Z "
                        + "(expected: not after expire_time, 2026-03-01T12:10:00Z)");
        assertThat(get(5)).isEqualTo(FULL);
    }

    @Test
    void writesOfDifferentFieldsAtTheSameTimeLoseNone() throws Exception {
        int rounds = 100;
        upsert(FULL);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> titles = threads.submit(() -> {
                for (int i = 1; i <= rounds; i++) {
                    String title = "title " + i;
                    upsert(FULL.toBuilder().setTitle(title).build(), "title");
                    assertThat(get(5).getTitle()).isEqualTo(title);
                }
            });
            Future<?> summaries = threads.submit(() -> {
                for (int i = 1; i <= rounds; i++) {
                    String summary = "summary " + i;
                    upsert(FULL.toBuilder().setSummary(summary).build(), "summary");
                    assertThat(get(5).getSummary()).isEqualTo(summary);
                }
            });
            titles.get(50, SECONDS);
            summaries.get(50, SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(get(5))
                .isEqualTo(FULL.toBuilder()
                        .setTitle("title " + rounds)
                        .setSummary("summary " + rounds)
                        .build());
    }

    @Test
    void aPartialWriteIsInForceWhenItIsAnswered() throws IOException {
        server.upsert(1, 3, START, "news");
        List<Integer> before = RunningServer.ids(server.page(0, 10, 0));

        upsert(Article.newBuilder().setArticleId("2").setHidden(true).build(), "hidden");
        List<Integer> after = RunningServer.ids(server.page(0, 10, 0));

        assertThat(before).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(after).containsExactlyInAnyOrder(1, 3);
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(RunningServer.ids(server.page(0, 10, 0))).containsExactlyInAnyOrder(1, 3);
        assertThat(get(2).getTitle()).isEqualTo("Article 2");
    }

    private static Timestamp time(Instant at) {
        return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
    }

    private UpsertArticlesResponse upsert(Article article) {
        return server.catalog()
                .upsertArticles(
                        UpsertArticlesRequest.newBuilder().addArticles(article).build());
    }

    private UpsertArticlesResponse upsert(Article article, String... paths) {
        return upsert(
                article, FieldMask.newBuilder().addAllPaths(List.of(paths)).build());
    }

    private UpsertArticlesResponse upsert(Article article, FieldMask mask) {
        return server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(article)
                        .setUpdateMask(mask)
                        .build());
    }

    private Article get(int id) {
        return RunningServer.asSent(server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addArticleIds(Integer.toString(id))
                        .build())
                .getArticles(0));
    }
}
