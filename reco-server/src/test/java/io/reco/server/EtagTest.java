package io.reco.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;

/** What the catalogue says of the state of its articles, and what an upsert promises that names one. */
class EtagTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

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

    private static Article.Builder tides() {
        return Article.newBuilder().setArticleId("5").setTitle("Tides").putAttributes("image", "5.png");
    }

    @Test
    void anArticleTellsWhenItCameAndWhenItChangedLast() throws IOException {
        upsert(tides().build());
        clock.move(Duration.ofHours(1));
        upsert(tides().setTitle("Ebb").build());
        Article changed = get("5");
        clock.move(Duration.ofHours(1));
        upsert(tides().setTitle("Ebb").build());

        assertThat(changed.getCreateTime()).isEqualTo(time(START));
        assertThat(changed.getUpdateTime()).isEqualTo(time(START.plusSeconds(3_600)));
        assertThat(get("5")).isEqualTo(changed);
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(get("5")).isEqualTo(changed);
    }

    @Test
    void whatIsOutputOnlyIsPassedOver() {
        upsert(tides().setCreateTime(time(START.minusSeconds(9)))
                .setUpdateTime(Timestamp.newBuilder().setSeconds(-1))
                .setStats(ArticleStats.newBuilder().setViews(7))
                .build());

        assertThat(get("5").getCreateTime()).isEqualTo(time(START));
        assertThat(get("5").getUpdateTime()).isEqualTo(time(START));
        assertThat(get("5").hasStats()).isFalse();
    }

    @Test
    void anotherStateHasAnotherEtagAndTheSameStateTheSame() {
        upsert(tides().build());
        String first = get("5").getEtag();
        List<String> etags = new ArrayList<>(List.of(first));
        for (Article.Builder other : List.of(
                tides().setTitle("Ebb"),
                tides().setSummary("Ebb"),
                tides().addTopics("Ebb"),
                tides().addTopics("E").addTopics("bb"),
                tides().putAttributes("image", "6.png"),
                tides().putAttributes("ima", "ge5.png"),
                tides().setHidden(true))) {
            upsert(other.build());
            etags.add(get("5").getEtag());
        }
        clock.move(Duration.ofHours(1));
        upsert(tides().build());

        assertThat(etags).doesNotHaveDuplicates().allMatch(etag -> etag.matches("[-_A-Za-z0-9]{16}"));
        assertThat(get("5").getEtag()).isEqualTo(first);
    }

    @Test
    void theOrderOfAttributesIsNoChange() {
        upsert(tides().putAttributes("a", "1").putAttributes("b", "2").build());
        Article before = get("5");
        clock.move(Duration.ofHours(1));

        upsert(tides().clearAttributes()
                .putAttributes("b", "2")
                .putAttributes("image", "5.png")
                .putAttributes("a", "1")
                .build());

        assertThat(get("5")).isEqualTo(before);
    }

    @Test
    void theEtagThatWasReadIsGoodForOneWrite() {
        upsert(tides().build());
        Article read = get("5");

        assertThat(upsert(read.toBuilder().setTitle("Ebb").build()).getUpsertedCount())
                .isOne();
        UpsertArticlesResponse second = upsert(
                read.toBuilder().setTitle("Flow").build(),
                tides().setArticleId("6").build());

        assertThat(second.getUpsertedCount()).isOne();
        Refusal refusal = second.getRefusals(0);
        assertThat(refusal.getIndex()).isZero();
        assertThat(refusal.getCode()).isEqualTo(Status.Code.ABORTED.value());
        assertThat(refusal.getMessage())
                .isEqualTo("articles[0].etag: " + read.getEtag() + " (expected: the etag of the article as it is now)");
        assertThat(refusal.getViolations(0).getReason()).isEqualTo("STALE_ETAG");
        assertThat(get("5").getTitle()).isEqualTo("Ebb");
        assertThat(get("6").getTitle()).isEqualTo("Tides");
    }

    @Test
    void aPartialWriteMindsTheEtagWhetherTheMaskNamesItOrNot() {
        upsert(tides().build());
        String stale = get("5").getEtag();
        upsert(tides().setUrl("https://example.org/5").build());

        assertThat(write(tides().setTitle("Ebb").setEtag(stale).build(), "title")
                        .getRefusalsCount())
                .isOne();
        assertThat(write(tides().setTitle("Ebb").setEtag(stale).build(), "title", "etag")
                        .getRefusalsCount())
                .isOne();
        String now = get("5").getEtag();
        assertThat(write(tides().setTitle("Ebb").setEtag(now).build(), "title", "etag")
                        .getUpsertedCount())
                .isOne();
        assertThat(get("5").getTitle()).isEqualTo("Ebb");
        assertThat(get("5").getUrl()).isEqualTo("https://example.org/5");
    }

    @Test
    void anEtagOfAnArticleThatIsNotThereIsStale() {
        upsert(tides().build());
        Article read = get("5");
        delete("5");

        for (Article gone : List.of(read, read.toBuilder().setArticleId("6").build())) {
            Refusal refusal = upsert(gone).getRefusals(0);
            assertThat(refusal.getCode()).isEqualTo(Status.Code.ABORTED.value());
            assertThat(refusal.getMessage())
                    .isEqualTo("articles[0].etag: " + read.getEtag() + " (expected: none: there is no such article)");
        }
        assertThat(find("5", "6").getMissingArticleIdsList()).containsExactly("5", "6");
    }

    @Test
    void theSuccessorOfAnArticleHasAnotherEtag() {
        upsert(tides().setPublishTime(time(START)).build());
        String first = get("5").getEtag();
        delete("5");
        clock.move(Duration.ofHours(25));
        upsert(tides().setPublishTime(time(START)).build());

        assertThat(get("5").getEtag()).isNotEqualTo(first);
        assertThat(get("5").getCreateTime()).isEqualTo(time(START.plus(Duration.ofHours(25))));
    }

    /** So a write whose answer was lost is repeated without harm. */
    @Test
    void aStaleEtagDoesNotRefuseWhatWouldChangeNothing() {
        upsert(tides().build());
        Article change = get("5").toBuilder().setTitle("Ebb").build();

        assertThat(upsert(change).getUpsertedCount()).isOne();
        assertThat(upsert(change).getUpsertedCount()).isOne();
    }

    @Test
    void ofWritersWithOneEtagExactlyOneWins() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 20; round++) {
                upsert(tides().setTitle("round " + round).build());
                Article read = get("5");
                CyclicBarrier together = new CyclicBarrier(writers);
                List<Future<Integer>> written = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    Article mine = read.toBuilder().setTitle("writer " + writer).build();
                    written.add(threads.submit(() -> {
                        together.await(20, SECONDS);
                        return upsert(mine).getUpsertedCount();
                    }));
                }
                List<Integer> counts = new ArrayList<>();
                for (Future<Integer> one : written) {
                    counts.add(one.get(20, SECONDS));
                }

                assertThat(counts.stream().mapToInt(count -> count).sum()).isOne();
                assertThat(get("5").getTitle()).isEqualTo("writer " + counts.indexOf(1));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void attributesBeyondTheLimitsAreNamed() {
        Article.Builder many = tides().setArticleId("7").clearAttributes();
        for (int i = 0; i < 51; i++) {
            many.putAttributes("key " + i, "");
        }
        UpsertArticlesResponse response = upsert(
                tides().putAttributes("k".repeat(100), "v".repeat(2_000)).build(),
                tides().setArticleId("6")
                        .putAttributes("teaser", "v".repeat(2_001))
                        .putAttributes("", "x")
                        .build(),
                many.build());

        assertThat(response.getUpsertedCount()).isOne();
        assertThat(response.getRefusals(0).getMessage())
                .isEqualTo("articles[1].attributes[\"\"]: 0 characters (expected: a key of 1..100, not blank); "
                        + "articles[1].attributes[\"teaser\"]: 2001 characters (expected: at most 2000)");
        assertThat(response.getRefusals(1).getMessage())
                .isEqualTo("articles[2].attributes: 51 attributes (expected: at most 50)");
    }

    private static Timestamp time(Instant at) {
        return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
    }

    private UpsertArticlesResponse upsert(Article... articles) {
        return server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addAllArticles(List.of(articles))
                        .build());
    }

    private UpsertArticlesResponse write(Article article, String... paths) {
        return server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addArticles(article)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                        .build());
    }

    private DeleteArticlesResponse delete(String id) {
        return server.catalog()
                .deleteArticles(
                        DeleteArticlesRequest.newBuilder().addArticleIds(id).build());
    }

    private GetArticlesResponse find(String... ids) {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addAllArticleIds(List.of(ids))
                        .build());
    }

    private Article get(String id) {
        return find(id).getArticles(0);
    }
}
