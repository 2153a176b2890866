package io.reco.server;

import static io.reco.server.RunningServer.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.ArticleResponse;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.EventType;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.server.store.Store;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.rocksdb.RocksStore;

/** What {@code user_recommend} promises, asked over the network. */
class FeedTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int READER = 7;

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
        server.upsert(1, 120, START, "news");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCountOfZeroMeansTen() {
        assertThat(server.page(READER, 0, 0).getRecommendsList()).hasSize(10);
    }

    @Test
    void aPageHoldsAsManyAsAskedForAndNoneTwice() {
        ArticleResponse page = server.page(READER, 100, 0);

        assertThat(ids(page)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void allBadFieldsAreNamedAtOnce() throws InvalidProtocolBufferException {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), "a b");

        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.recommend()
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .userRecommend(UserRequest.newBuilder()
                                .setUserId(-1)
                                .setArticleNum(101)
                                .setTimeStamp(-5)
                                .build()));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(violations(refused))
                .containsExactly(
                        "user_id: -1 (expected: >= 0)",
                        "article_num: 101 (expected: 0..100)",
                        "time_stamp: -5 (expected: >= 0)",
                        "idempotency-key: a b (expected: 1..64 visible ASCII characters)");
        assertThat(refused.getStatus().getDescription()).contains("article_num: 101 (expected: 0..100)");
    }

    @Test
    void negativeCountsAreRefused() {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> server.page(READER, -1, 0));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aNewerMomentGivesANewPageStampedWithIt() {
        ArticleResponse first = server.page(READER, 10, START.toEpochMilli() - 2_000);
        ArticleResponse second = server.page(READER, 10, START.toEpochMilli() - 1_000);

        assertThat(first.getTimeStamp()).isEqualTo(START.toEpochMilli() - 2_000);
        assertThat(second.getTimeStamp()).isEqualTo(START.toEpochMilli() - 1_000);
        assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first));
    }

    @Test
    void nowIsTheServersNow() {
        assertThat(server.page(READER, 10, 0).getTimeStamp()).isEqualTo(START.toEpochMilli());
    }

    @Test
    void aMomentInTheFutureIsTakenAsNow() {
        long anHourAhead = START.plus(Duration.ofHours(1)).toEpochMilli();

        ArticleResponse page = server.page(READER, 10, anHourAhead);
        clock.move(Duration.ofSeconds(1));
        ArticleResponse next = server.page(READER, 10, anHourAhead);

        assertThat(page.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(ids(next)).hasSize(10).doesNotContainAnyElementsOf(ids(page));
    }

    @Test
    void aMomentAheadByAFastClockIsNowAndTheSameMomentAgainIsAReplay() {
        long ahead = START.plusMillis(400).toEpochMilli();

        ArticleResponse page = server.page(READER, 10, ahead);
        clock.move(Duration.ofMillis(100));
        ArticleResponse again = server.page(READER, 10, ahead);
        ArticleResponse other = server.page(READER, 10, ahead + 1);
        clock.move(Duration.ofMinutes(10));
        ArticleResponse later = server.page(READER, 10, ahead);

        assertThat(page.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(again).isEqualTo(page);
        assertThat(later).isEqualTo(page);
        assertThat(other.getTimeStamp()).isEqualTo(START.toEpochMilli() + 100);
        assertThat(ids(other)).hasSize(10).doesNotContainAnyElementsOf(ids(page));
    }

    @Test
    void aMomentFiveMinutesAheadIsRememberedAndOneBeyondIsNowEveryTime() {
        long most = START.plus(Duration.ofMinutes(5)).toEpochMilli();

        ArticleResponse page = server.page(READER, 10, most);
        ArticleResponse again = server.page(READER, 10, most);
        ArticleResponse beyond = server.page(READER + 1, 10, most + 1);
        ArticleResponse beyondAgain = server.page(READER + 1, 10, most + 1);

        assertThat(page.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(again).isEqualTo(page);
        assertThat(beyond.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(beyondAgain.getTimeStamp()).isEqualTo(START.toEpochMilli() + 1);
        assertThat(ids(beyondAgain)).hasSize(10).doesNotContainAnyElementsOf(ids(beyond));
    }

    @Test
    void afterAClockWasSetBackALittleARefreshIsStampedNextToTheNewest() {
        ArticleResponse newest = server.page(READER, 10, 0);
        clock.move(Duration.ofMinutes(-5));

        ArticleResponse next = server.page(READER, 10, 0);
        ArticleResponse third = server.page(READER, 10, 0);

        assertThat(newest.getTimeStamp()).isEqualTo(START.toEpochMilli());
        assertThat(next.getTimeStamp()).isEqualTo(START.toEpochMilli() + 1);
        assertThat(third.getTimeStamp()).isEqualTo(START.toEpochMilli() + 2);
        assertThat(ids(next)).hasSize(10).doesNotContainAnyElementsOf(ids(newest));
        assertThat(server.page(READER, 10, newest.getTimeStamp())).isEqualTo(newest);
    }

    @Test
    void afterAClockWasSetBackFarPagesOfTheFutureDoNotHoldNewOnesUp() {
        ArticleResponse newest = server.page(READER, 10, 0);
        clock.move(Duration.ofHours(-1));

        ArticleResponse next = server.page(READER, 10, clock.millis());

        assertThat(next.getTimeStamp()).isEqualTo(clock.millis());
        assertThat(ids(next)).hasSize(10).doesNotContainAnyElementsOf(ids(newest));
        assertThat(server.page(READER, 10, newest.getTimeStamp())).isEqualTo(newest);
    }

    @Test
    void aMomentAheadIsRememberedOverARestart() throws IOException {
        long ahead = START.plusMillis(400).toEpochMilli();
        ArticleResponse page = server.page(READER, 10, ahead);
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(server.page(READER, 10, ahead)).isEqualTo(page);
    }

    @Test
    void aMomentInSecondsIsRefusedWithAHint() throws InvalidProtocolBufferException {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> server.page(READER, 10, START.getEpochSecond()));
        StatusRuntimeException most =
                catchThrowableOfType(StatusRuntimeException.class, () -> server.page(0, 10, 99_999_999_999L));

        assertThat(violations(refused))
                .containsExactly("time_stamp: " + START.getEpochSecond()
                        + " (expected: milliseconds since 1970, not seconds; or 0 for now)");
        assertThat(most.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(server.page(READER, 10, 100_000_000_000L)).isEqualTo(ArticleResponse.getDefaultInstance());
    }

    @Test
    void aMomentFromBeforeAnythingIsKeptIsTheEndOfTheHistoryAndNotAPage() {
        long old = START.minus(Duration.ofDays(91)).toEpochMilli();

        for (int reader : List.of(0, READER)) {
            assertThat(server.page(reader, 10, old)).isEqualTo(ArticleResponse.getDefaultInstance());
            assertThat(server.page(reader, 10, old + 1)).isEqualTo(ArticleResponse.getDefaultInstance());
        }
        ArticleResponse page = server.page(READER, 10, 0);
        assertThat(server.page(READER, 10, page.getTimeStamp() - 1)).isEqualTo(ArticleResponse.getDefaultInstance());
        assertThat(server.page(READER, 10, old)).isEqualTo(ArticleResponse.getDefaultInstance());
    }

    @Test
    void refreshesByMomentDoNotRepeatHoweverOldTheMoment() {
        Set<Integer> served = new HashSet<>();
        for (int day = 89; day >= 80; day--) {
            List<Integer> page = ids(
                    server.page(READER, 10, START.minus(Duration.ofDays(day)).toEpochMilli()));
            assertThat(page).hasSize(10);
            served.addAll(page);
        }

        assertThat(served).hasSize(100);
    }

    @Test
    void whatIsTakenDownIsGoneFromReplaysAndHistoryAndStampAndTokenStay() {
        ArticleResponse page = server.page(READER, 10, 0);
        List<Integer> ids = ids(page);
        clock.move(Duration.ofMinutes(1));
        ArticleResponse newest = server.page(READER, 10, 0);
        delete(List.of(ids.get(0)));
        upsert(Article.newBuilder().setArticleId(Integer.toString(ids.get(1))).setHidden(true));
        upsert(Article.newBuilder().setArticleId(Integer.toString(ids.get(2))).setExpireTime(at(Duration.ZERO)));
        server.report(READER, EventType.EVENT_TYPE_HIDE, List.of(ids.get(3)));
        server.report(READER, EventType.EVENT_TYPE_DISLIKE, List.of(ids.get(4)));
        server.report(READER + 1, EventType.EVENT_TYPE_HIDE, List.of(ids.get(5)));

        ArticleResponse replay = server.page(READER, 10, page.getTimeStamp());
        ArticleResponse history = server.page(READER, 3, newest.getTimeStamp() - 1);

        assertThat(ids(replay)).isEqualTo(ids.subList(5, 10));
        assertThat(replay.getExposure()).isEqualTo(page.getExposure());
        assertThat(replay.getTimeStamp()).isEqualTo(page.getTimeStamp());
        assertThat(ids(history)).isEqualTo(ids.subList(5, 8));
        assertThat(history.getExposure()).isEqualTo(page.getExposure());
        assertThat(history.getTimeStamp()).isEqualTo(page.getTimeStamp());
    }

    @Test
    void whatIsTakenDownIsGoneFromTheAnswerToARepeatedKey() {
        List<Integer> ids = ids(withKey(READER, "k"));
        delete(ids.subList(0, 9));

        assertThat(ids(withKey(READER, "k"))).isEqualTo(ids.subList(9, 10));
    }

    @Test
    void aPageOfWhichNothingIsLeftIsSkippedInHistoryAndReplayedEmpty() {
        ArticleResponse first = server.page(READER, 5, 0);
        clock.move(Duration.ofMinutes(1));
        ArticleResponse second = server.page(READER, 5, 0);
        clock.move(Duration.ofMinutes(1));
        ArticleResponse third = server.page(READER, 5, 0);
        delete(ids(second));

        assertThat(server.page(READER, 5, third.getTimeStamp() - 1)).isEqualTo(first);
        ArticleResponse replay = server.page(READER, 5, second.getTimeStamp());
        assertThat(replay.getRecommendsList()).isEmpty();
        assertThat(replay.getTimeStamp()).isEqualTo(second.getTimeStamp());
        assertThat(replay.getExposure()).isEqualTo(second.getExposure());
    }

    @Test
    void anIdempotencyKeyForAnotherCountIsAborted() {
        ArticleResponse page = withKey(READER, "k");

        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> withKey(READER, "k", 20));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(refused.getStatus().getDescription()).startsWith("article_num: 20 (expected: 10");
        assertThat(withKey(READER, "k")).isEqualTo(page);
        assertThat(withKey(READER, "k", 10)).isEqualTo(page);
    }

    @Test
    void theSameMomentGivesThatVeryPageAndToken() {
        ArticleResponse page = server.page(READER, 10, START.toEpochMilli());
        ArticleResponse later = server.page(READER, 10, 0);
        server.report(READER, EventType.EVENT_TYPE_VIEW, ids(page).subList(0, 3));

        ArticleResponse again = server.page(READER, 10, START.toEpochMilli());
        ArticleResponse cut = server.page(READER, 4, START.toEpochMilli());

        assertThat(ids(again)).isEqualTo(ids(page));
        assertThat(again.getExposure()).isEqualTo(page.getExposure()).isNotEqualTo(later.getExposure());
        assertThat(again.getTimeStamp()).isEqualTo(page.getTimeStamp());
        assertThat(ids(cut)).isEqualTo(ids(page).subList(0, 4));
        assertThat(cut.getExposure()).isEqualTo(page.getExposure());
    }

    @Test
    void scrollingBackWalksEveryPageToTheEnd() {
        List<ArticleResponse> served = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            served.add(0, server.page(READER, 5, 0));
            clock.move(Duration.ofMinutes(1));
        }

        List<ArticleResponse> walked = new ArrayList<>();
        ArticleResponse page = server.page(READER, 5, served.get(0).getTimeStamp() - 1);
        while (page.getTimeStamp() != 0) {
            walked.add(page);
            page = server.page(READER, 5, page.getTimeStamp() - 1);
        }

        assertThat(walked.stream().map(RunningServer::ids))
                .containsExactlyElementsOf(
                        served.subList(1, 4).stream().map(RunningServer::ids).toList());
        assertThat(page.getRecommendsList()).isEmpty();
        assertThat(page.getExposure()).isEmpty();
    }

    @Test
    void noMoreThanFiftyPagesAreKept() {
        for (int i = 0; i < 53; i++) {
            server.page(READER, 1, 0);
            clock.move(Duration.ofSeconds(1));
        }

        int walked = 0;
        ArticleResponse page = server.page(READER, 1, clock.millis() - 1_000);
        while (page.getTimeStamp() != 0) {
            walked++;
            page = server.page(READER, 1, page.getTimeStamp() - 1);
        }
        assertThat(walked).isEqualTo(50);
    }

    @Test
    void pagesOlderThanNinetyDaysAreGone() {
        ArticleResponse old = server.page(READER, 5, 0);
        clock.move(Duration.ofDays(91));

        ArticleResponse now = server.page(READER, 5, 0);

        assertThat(server.page(READER, 5, now.getTimeStamp() - 1).getTimeStamp())
                .isZero();
        assertThat(old.getTimeStamp()).isNotZero();
    }

    @Test
    void oneIdempotencyKeyGivesOnePage() {
        ArticleResponse first = withKey(READER, "k-1");
        clock.move(Duration.ofSeconds(5));
        ArticleResponse retried = withKey(READER, "k-1");
        ArticleResponse other = withKey(READER, "k-2");
        ArticleResponse anotherReaders = withKey(READER + 1, "k-1");

        assertThat(retried).isEqualTo(first);
        assertThat(ids(other)).doesNotContainAnyElementsOf(ids(first));
        assertThat(anotherReaders.getTimeStamp()).isEqualTo(clock.millis());
    }

    @Test
    void twoRefreshesAtTheSameTimeAreDisjoint() {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<CompletableFuture<List<Integer>>> calls = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> ids(server.page(READER, 10, 0)), threads))
                    .limit(10)
                    .toList();

            List<Integer> all =
                    calls.stream().flatMap(call -> call.join().stream()).toList();

            assertThat(all).hasSize(100).doesNotHaveDuplicates();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatTheReaderViewedDoesNotComeBackWhileThereIsAnythingElse() {
        List<Integer> viewed = List.of(5, 6, 7, 8);
        server.report(READER, EventType.EVENT_TYPE_VIEW, viewed);

        assertThat(ids(server.page(READER, 100, 0))).hasSize(100).doesNotContainAnyElementsOf(viewed);
    }

    @Test
    void thePageIsFilledDownTheLadderOldestServedFirstThenViewed() {
        List<Integer> first = ids(server.page(READER, 50, 0));
        clock.move(Duration.ofSeconds(1));
        List<Integer> second = ids(server.page(READER, 50, 0));
        clock.move(Duration.ofSeconds(1));
        List<Integer> viewed = first.subList(0, 10);
        server.report(READER, EventType.EVENT_TYPE_VIEW, viewed);

        List<Integer> third = ids(server.page(READER, 100, 0));

        Set<Integer> never = new HashSet<>();
        for (int id = 1; id <= 120; id++) {
            never.add(id);
        }
        never.removeAll(first);
        never.removeAll(second);
        assertThat(third.subList(0, 20)).containsExactlyInAnyOrderElementsOf(never);
        assertThat(third.subList(20, 60)).containsExactlyInAnyOrderElementsOf(first.subList(10, 50));
        assertThat(third.subList(60, 100)).isSubsetOf(second);
    }

    @Test
    void thePageIsShortOnlyWhenTheCatalogueIs() {
        server.catalog()
                .deleteArticles(io.reco.api.v1.DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(java.util.stream.IntStream.rangeClosed(6, 120)
                                .mapToObj(Integer::toString)
                                .toList())
                        .build());
        server.report(READER, EventType.EVENT_TYPE_VIEW, List.of(1, 2));

        assertThat(ids(server.page(READER, 10, 0))).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(ids(server.page(READER, 10, 0))).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void whatTheReaderDislikedOrHidNeverComesBack() {
        server.report(READER, EventType.EVENT_TYPE_DISLIKE, List.of(1, 2));
        server.report(READER, EventType.EVENT_TYPE_HIDE, List.of(3));

        for (int i = 0; i < 3; i++) {
            assertThat(ids(server.page(READER, 100, 0))).doesNotContain(1, 2, 3);
        }
        assertThat(ids(server.page(READER + 1, 100, 0)).size()
                        + ids(server.page(READER + 1, 20, 0)).size())
                .isEqualTo(120);
    }

    @Test
    void hiddenExpiredAndUnpublishedArticlesAreNeverServed() {
        upsert(Article.newBuilder().setArticleId("1").setHidden(true));
        upsert(Article.newBuilder().setArticleId("2").setExpireTime(at(Duration.ZERO)));
        upsert(Article.newBuilder().setArticleId("3").setPublishTime(at(Duration.ofMinutes(10))));

        assertThat(servable(11)).doesNotContain(1, 2, 3).hasSize(117);
        clock.move(Duration.ofMinutes(10));
        assertThat(servable(12)).contains(3).doesNotContain(1, 2);
    }

    @Test
    void aPublishedArticleIsServedAndADeletedOneIsNotFromTheVeryNextPageOn() {
        upsert(Article.newBuilder().setArticleId("500").setTitle("New"));
        assertThat(servable(21)).contains(500);

        server.catalog()
                .deleteArticles(io.reco.api.v1.DeleteArticlesRequest.newBuilder()
                        .addArticleIds("500")
                        .build());
        assertThat(servable(22)).doesNotContain(500).hasSize(120);
    }

    @Test
    void anAnonymousReaderGetsAPageAndLeavesNoTrace() {
        ArticleResponse one = server.page(0, 10, 0);
        ArticleResponse two = server.page(0, 10, 0);

        assertThat(one.getRecommendsList()).hasSize(10);
        assertThat(one.getExposure()).isNotEmpty();
        assertThat(ids(two)).isEqualTo(ids(one));
        assertThat(server.page(0, 10, one.getTimeStamp() - 1).getRecommendsList())
                .hasSize(10);
    }

    @Test
    void anAnonymousReadersMomentIsAFreshPageEveryTimeAndNothingIsStored() throws IOException {
        long stamp = START.toEpochMilli() - 1_000;
        ArticleResponse one = server.page(0, 10, stamp);
        server.upsert(121, 130, START, "news");
        delete(ids(one));
        ArticleResponse two = server.page(0, 10, stamp);
        server.close();

        // A replay of the first would be left with nothing.
        assertThat(ids(one)).hasSize(10);
        assertThat(ids(two)).hasSize(10).doesNotContainAnyElementsOf(ids(one));
        assertThat(two.getExposure()).isNotEmpty().isNotEqualTo(one.getExposure());
        try (Store store = RocksStore.open(data, clock)) {
            assertThat(store.facts().newest().sum())
                    .as("articles and deletions")
                    .isEqualTo(140);
            for (String nobody : List.of("", "0")) {
                assertThat(store.readers().read(nobody).join()).isEqualTo(ReaderState.EMPTY);
            }
        }
        server = RunningServer.start(data, clock);
    }

    @Test
    void anEmptyCatalogueGivesAnEmptyPageWithoutStampOrToken() {
        server.catalog()
                .deleteArticles(io.reco.api.v1.DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(java.util.stream.IntStream.rangeClosed(1, 120)
                                .mapToObj(Integer::toString)
                                .toList())
                        .build());

        assertThat(server.page(READER, 10, 0)).isEqualTo(ArticleResponse.getDefaultInstance());
    }

    @Test
    void aPageTellsHowOftenItsArticlesWereViewedAndShared() {
        server.report(1, EventType.EVENT_TYPE_VIEW, List.of(42, 42, 42));
        server.report(2, EventType.EVENT_TYPE_SHARE, List.of(42, 42));
        server.report(2, EventType.EVENT_TYPE_LIKE, List.of(42));

        org.awaitility.Awaitility.await().untilAsserted(() -> {
            clock.move(Duration.ofSeconds(1));
            io.reco.api.Article article = server.page(0, 100, 0).getRecommendsList().stream()
                    .filter(item -> item.getArticleId() == 42)
                    .findFirst()
                    .orElseThrow();
            assertThat(article.getInfo().getViews()).isEqualTo("3");
            assertThat(article.getInfo().getShare()).isEqualTo("2");
        });
    }

    @Test
    void pagesSurviveARestart() throws IOException {
        ArticleResponse page = server.page(READER, 10, 0);
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(server.page(READER, 10, page.getTimeStamp())).isEqualTo(page);
        assertThat(ids(server.page(READER, 10, 0))).doesNotContainAnyElementsOf(ids(page));
    }

    /** Everything that a reader who was never here can be served. */
    private List<Integer> servable(int reader) {
        List<Integer> all = new ArrayList<>(ids(server.page(reader, 100, 0)));
        ids(server.page(reader, 100, 0)).stream()
                .filter(id -> !all.contains(id))
                .forEach(all::add);
        return all;
    }

    private void upsert(Article.Builder article) {
        var unused = server.catalog()
                .upsertArticles(
                        UpsertArticlesRequest.newBuilder().addArticles(article).build());
    }

    private Timestamp at(Duration fromNow) {
        return Timestamp.newBuilder()
                .setSeconds(clock.instant().plus(fromNow).getEpochSecond())
                .build();
    }

    private void delete(List<Integer> articles) {
        var unused = server.catalog()
                .deleteArticles(io.reco.api.v1.DeleteArticlesRequest.newBuilder()
                        .addAllArticleIds(RunningServer.texts(articles))
                        .build());
    }

    private ArticleResponse withKey(int reader, String key) {
        return withKey(reader, key, 0);
    }

    private ArticleResponse withKey(int reader, String key, int count) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
        return server.recommend()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(count)
                        .build());
    }

    private static List<String> violations(StatusRuntimeException refused) throws InvalidProtocolBufferException {
        com.google.rpc.Status status = StatusProto.fromThrowable(refused);
        return status.getDetails(0).unpack(BadRequest.class).getFieldViolationsList().stream()
                .map(BadRequest.FieldViolation::getDescription)
                .toList();
    }
}
