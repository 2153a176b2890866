package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.DeleteArticlesResponse;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.Refusal;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.api.v1.UpsertArticlesResponse;
import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.RocksStore;

/** What {@code CatalogService} promises. */
class CatalogTest {

    private static final int ANSWER_MAX = 4 << 20;
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

    @Test
    void anArticleComesBackAsItWasPut() throws IOException {
        Article article = Article.newBuilder()
                .setArticleId("5")
                .setTitle("Tides")
                .setSummary("Why they come twice a day")
                .setUrl("https://example.org/5")
                .setAuthor("A. Writer")
                .addTopics("sea")
                .addTopics("moon")
                .setLanguageCode("en")
                .setPublishTime(Timestamp.newBuilder()
                        .setSeconds(START.getEpochSecond() - 60)
                        .setNanos(5_000_000))
                .setExpireTime(Timestamp.newBuilder().setSeconds(START.getEpochSecond() + 60))
                .setHidden(true)
                .putAttributes("section", "science")
                .putAttributes("image", "")
                .build();
        assertThat(upsert(article).getUpsertedCount()).isOne();

        assertThat(get(5).getArticlesList()).map(RunningServer::asSent).containsExactly(article);
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(get(5).getArticlesList()).map(RunningServer::asSent).containsExactly(article);
    }

    @Test
    void withoutAPublishTimeAnArticleIsPublishedWhenItIsFirstUpserted() {
        upsert(Article.newBuilder().setArticleId("5").setTitle("one").build());
        clock.move(Duration.ofHours(1));
        upsert(Article.newBuilder().setArticleId("5").setTitle("two").build());

        Article article = get(5).getArticles(0);

        assertThat(article.getTitle()).isEqualTo("two");
        assertThat(article.getPublishTime().getSeconds()).isEqualTo(START.getEpochSecond());
    }

    @Test
    void timesOfTheEpochComeBackAsTheyWereSent() throws IOException {
        Timestamp epoch = Timestamp.getDefaultInstance();
        Article old = Article.newBuilder()
                .setArticleId("5")
                .setPublishTime(epoch)
                .setExpireTime(epoch)
                .build();
        upsert(old);

        assertThat(get(5).getArticlesList()).map(RunningServer::asSent).containsExactly(old);
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(get(5).getArticlesList()).map(RunningServer::asSent).containsExactly(old);
        assertThat(RunningServer.ids(server.page(0, 10, 0))).isEmpty();
    }

    @Test
    void whatIsGotCanBePutAgain() {
        Timestamp past = Timestamp.newBuilder()
                .setSeconds(START.getEpochSecond() - 3_600)
                .build();
        upsert(
                Article.newBuilder().setArticleId("1").setExpireTime(past).build(),
                Article.newBuilder()
                        .setArticleId("2")
                        .setExpireTime(Timestamp.getDefaultInstance())
                        .build(),
                Article.newBuilder().setArticleId("3").build());
        upsert(Article.newBuilder().setArticleId("3").setExpireTime(past).build());
        List<Article> got = get(1, 2, 3).getArticlesList();
        assertThat(got).hasSize(3);
        assertThat(got.get(0).getPublishTime()).isEqualTo(past);

        assertThat(upsert(got.toArray(Article[]::new)).getRefusalsList()).isEmpty();
        assertThat(get(1, 2, 3).getArticlesList()).isEqualTo(got);
    }

    @Test
    void anIdSentTwiceIsCountedOnce() {
        UpsertArticlesResponse response = upsert(
                Article.newBuilder().setArticleId("1").setTitle("a").build(),
                Article.newBuilder().setArticleId("2").build(),
                Article.newBuilder().setArticleId("1").setTitle("b").build());

        assertThat(response.getUpsertedCount()).isEqualTo(2);
    }

    @Test
    void anUpsertThatChangesNothingIsNotStoredAndInForceWhenAnswered() throws IOException {
        List<Article> articles = new ArrayList<>();
        for (int id = 1; id <= 1_000; id++) {
            articles.add(Article.newBuilder()
                    .setArticleId(Integer.toString(id))
                    .setTitle("Article " + id)
                    .setSummary("What article " + id + " is about, in a few words")
                    .build());
        }
        Article[] all = articles.toArray(Article[]::new);
        upsert(all);
        long bytes = bytesOnDisk();

        for (int i = 0; i < 400; i++) {
            assertThat(upsert(all).getUpsertedCount()).isEqualTo(1_000);
        }

        assertThat(bytesOnDisk() - bytes).isLessThan(16_000);
        server.close();
        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.facts().newest().sum()).isEqualTo(1_000);
        }
        server = RunningServer.start(data, clock);
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void deletingWhatIsNotThereIsNotStored() {
        server.upsert(1, 3, START, "news");
        deleteOf(1, 2, 9);

        for (int i = 0; i < 10; i++) {
            assertThat(deleteOf(1, 2, 9).getMissingArticleIdsList()).containsExactly("1", "2", "9");
        }

        server.close();
        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.facts().newest().sum()).isEqualTo(5);
        }
    }

    @Test
    void badArticlesAreRefusedOneByOneAndTheGoodOnesAreKept() {
        UpsertArticlesResponse response = upsert(
                Article.newBuilder().setArticleId("1").build(),
                Article.newBuilder()
                        .setArticleId("0")
                        .setTitle("x".repeat(1_001))
                        .build(),
                Article.newBuilder().setArticleId("3").addTopics("").build(),
                Article.newBuilder()
                        .setArticleId("4")
                        .setPublishTime(Timestamp.newBuilder().setSeconds(10))
                        .setExpireTime(Timestamp.newBuilder().setSeconds(9))
                        .build(),
                Article.newBuilder()
                        .setArticleId("5")
                        .setPublishTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                        .build(),
                Article.newBuilder().setArticleId("6").build());

        assertThat(response.getUpsertedCount()).isEqualTo(2);
        assertThat(response.getRefusalsList().stream().map(Refusal::getIndex)).containsExactly(1, 2, 3, 4);
        assertThat(response.getRefusals(0).getMessage())
                .isEqualTo("articles[1].article_id: 0 (expected: 1..128 visible ASCII characters, not 0); "
                        + "articles[1].title: 1001 characters (expected: at most 1000)");
        assertThat(get(1, 3, 4, 5, 6).getMissingArticleIdsList()).containsExactly("3", "4", "5");
    }

    @Test
    void ofSeveralWithOneIdTheLastWins() {
        upsert(
                Article.newBuilder().setArticleId("1").setTitle("first").build(),
                Article.newBuilder().setArticleId("1").setTitle("last").build());

        assertThat(get(1).getArticles(0).getTitle()).isEqualTo("last");
    }

    @Test
    void articlesAreFoundInTheOrderAskedForAndMissingOnesAreNamed() {
        server.upsert(1, 5, START, "news");

        GetArticlesResponse response = get(4, 99, 2, 77);

        assertThat(response.getArticlesList().stream().map(Article::getArticleId))
                .containsExactly("4", "2");
        assertThat(response.getMissingArticleIdsList()).containsExactly("99", "77");
    }

    @Test
    void ofTheMissingTheDeletedAreNamedForGood() throws IOException {
        server.upsert(1, 3, START, "news");
        deleteOf(3, 1);
        clock.move(Duration.ofDays(400));
        server.close();
        server = RunningServer.start(data, clock);

        GetArticlesResponse response = get(1, 2, 9, 3);

        assertThat(response.getMissingArticleIdsList()).containsExactly("1", "9", "3");
        assertThat(response.getDeletedArticleIdsList()).containsExactly("1", "3");
        server.upsert(3, 3, START, "news");
        assertThat(get(1, 2, 9, 3).getDeletedArticleIdsList()).containsExactly("1");
    }

    @Test
    void deletingTellsWhatWasThere() {
        server.upsert(1, 3, START, "news");

        DeleteArticlesResponse response = deleteOf(2, 9, 2);

        assertThat(response.getDeletedCount()).isOne();
        assertThat(response.getMissingArticleIdsList()).containsExactly("9");
        assertThat(get(1, 2, 3).getMissingArticleIdsList()).containsExactly("2");
    }

    @Test
    void theListIsCompleteInOrderOfTheIdsBytesAndPaged() {
        server.upsert(1, 250, START, "news");

        List<String> listed = new ArrayList<>();
        String token = "";
        int calls = 0;
        do {
            ListArticlesResponse response = server.catalog()
                    .listArticles(ListArticlesRequest.newBuilder()
                            .setPageSize(calls == 0 ? 0 : 125)
                            .setPageToken(token)
                            .build());
            response.getArticlesList().forEach(article -> listed.add(article.getArticleId()));
            token = response.getNextPageToken();
            calls++;
        } while (!token.isEmpty());

        assertThat(listed)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 250)
                        .mapToObj(Integer::toString)
                        .sorted()
                        .toList());
        assertThat(calls).isEqualTo(3);
    }

    @Test
    void aPageSizeAboveTheMaximumCountsAsTheMaximum() {
        server.upsert(1, 1_001, START, "news");

        ListArticlesResponse response = server.catalog()
                .listArticles(ListArticlesRequest.newBuilder()
                        .setPageSize(Integer.MAX_VALUE)
                        .build());

        assertThat(response.getArticlesCount()).isEqualTo(1_000);
        assertThat(response.getNextPageToken()).isNotEmpty();
    }

    @Test
    void answersAboutHugeArticlesStayBelowFourMebibytesAndLoseNone() {
        int articles = 15; // of 489 KB each: 7 MB
        hugeArticles(articles);
        List<String> ids = IntStream.rangeClosed(0, articles)
                .mapToObj(i -> Integer.toString(articles + 1 - i))
                .toList();

        List<String> listed = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            ListArticlesResponse page = server.catalog()
                    .listArticles(ListArticlesRequest.newBuilder()
                            .setPageSize(1_000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(ANSWER_MAX);
            page.getArticlesList().forEach(article -> listed.add(article.getArticleId()));
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());
        List<String> got = new ArrayList<>();
        List<String> left = ids;
        int calls = 0;
        while (!left.isEmpty()) {
            GetArticlesResponse answer = server.catalog()
                    .getArticles(GetArticlesRequest.newBuilder()
                            .addAllArticleIds(left)
                            .build());
            assertThat(answer.getSerializedSize()).isLessThan(ANSWER_MAX);
            answer.getArticlesList().forEach(article -> got.add(article.getArticleId()));
            answer.getMissingArticleIdsList()
                    .forEach(missing -> assertThat(missing).isEqualTo(Integer.toString(articles + 1)));
            left = answer.getRemainingArticleIdsList();
            calls++;
        }

        assertThat(listed)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, articles)
                        .mapToObj(Integer::toString)
                        .sorted()
                        .toList());
        assertThat(got).containsExactlyElementsOf(ids.subList(1, ids.size()));
        assertThat(pages).isEqualTo(3);
        assertThat(calls).isEqualTo(3);
    }

    /** Articles from 1 on, each as big as one can be. */
    private void hugeArticles(int count) {
        String letter = "\uD83C\uDF0A"; // 4 bytes, one character
        Article.Builder huge = Article.newBuilder()
                .setTitle(letter.repeat(1_000))
                .setSummary(letter.repeat(10_000))
                .setUrl(letter.repeat(2_000))
                .setAuthor(letter.repeat(200))
                .setLanguageCode(letter.repeat(35));
        for (int topic = 10; topic < 60; topic++) {
            huge.addTopics(topic + letter.repeat(98));
        }
        for (int attribute = 10; attribute < 60; attribute++) {
            huge.putAttributes(attribute + letter.repeat(98), letter.repeat(2_000));
        }
        int call = 8; // 4 MB
        for (int from = 1; from <= count; from += call) {
            UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
            for (int id = from; id < Math.min(from + call, count + 1); id++) {
                request.addArticles(huge.setArticleId(Integer.toString(id)));
            }
            assertThat(server.catalog().upsertArticles(request.build()).getRefusalsList())
                    .isEmpty();
        }
    }

    @Test
    void anAnswerThatRefusesEverythingStaysBelowFourMebibytes() {
        Article.Builder bad = Article.newBuilder().setArticleId("1");
        for (int topic = 0; topic < 50; topic++) {
            bad.addTopics("");
        }
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        for (int i = 0; i < 1_000; i++) {
            request.addArticles(bad);
        }

        UpsertArticlesResponse response = server.catalog().upsertArticles(request.build());

        assertThat(response.getRefusalsCount()).isEqualTo(1_000);
        assertThat(response.getSerializedSize()).isLessThan(ANSWER_MAX);
    }

    @Test
    void aPageTokenOfSomebodyElseIsRefused() {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.catalog()
                        .listArticles(ListArticlesRequest.newBuilder()
                                .setPageToken("%%%")
                                .build()));

        assertThat(refused.getStatus().getDescription())
                .isEqualTo(
                        "page_token: %%% (expected: next_page_token of the answer before, to the same query, or empty)");
    }

    @Test
    void callsWithNothingOrTooMuchAreRefused() {
        List<String> tooMany =
                IntStream.rangeClosed(1, 1_001).mapToObj(Integer::toString).toList();

        assertRefused(() -> server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addAllArticleIds(tooMany)
                        .build()));
        assertRefused(() -> server.catalog().getArticles(GetArticlesRequest.getDefaultInstance()));
        assertRefused(() -> server.catalog()
                .getArticles(GetArticlesRequest.newBuilder().addArticleIds("0").build()));
        assertRefused(() -> server.catalog()
                .deleteArticles(DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(tooMany)
                        .build()));
        assertRefused(() -> server.catalog().upsertArticles(UpsertArticlesRequest.getDefaultInstance()));
        assertRefused(() -> server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addAllArticles(tooMany.stream()
                                .map(id -> Article.newBuilder().setArticleId(id).build())
                                .toList())
                        .build()));
        assertThat(server.page(0, 10, 0).getRecommendsList()).as("none of them").isEmpty();
        assertRefused(() -> server.catalog()
                .listArticles(ListArticlesRequest.newBuilder().setPageSize(-1).build()));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private UpsertArticlesResponse upsert(Article... articles) {
        return server.catalog()
                .upsertArticles(UpsertArticlesRequest.newBuilder()
                        .addAllArticles(List.of(articles))
                        .build());
    }

    private DeleteArticlesResponse deleteOf(int... ids) {
        return server.catalog()
                .deleteArticles(DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(
                                IntStream.of(ids).mapToObj(Integer::toString).toList())
                        .build());
    }

    private GetArticlesResponse get(int... ids) {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addAllArticleIds(
                                IntStream.of(ids).mapToObj(Integer::toString).toList())
                        .build());
    }
}
