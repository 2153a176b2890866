package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleFilter;
import io.reco.api.v1.ArticleOrder;
import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.EventType;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.ListArticlesResponse;
import io.reco.api.v1.UpsertArticlesRequest;

/** What {@code ListArticles} promises, and what {@code view} shows. */
class ListArticlesTest {

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

    private static Article.Builder article(String id) {
        return Article.newBuilder().setArticleId(id).setPublishTime(time(START.minusSeconds(60)));
    }

    private static Timestamp time(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    private void upsert(Article.Builder... articles) {
        UpsertArticlesRequest.Builder request = UpsertArticlesRequest.newBuilder();
        List.of(articles).forEach(request::addArticles);
        assertThat(server.catalog().upsertArticles(request.build()).getRefusalsList())
                .isEmpty();
    }

    private ListArticlesResponse list(ListArticlesRequest.Builder request) {
        return server.catalog().listArticles(request.build());
    }

    /** The ids of a whole list, and how many calls it took. */
    private record All(List<String> ids, int calls) {}

    private All all(ListArticlesRequest.Builder request) {
        List<String> ids = new ArrayList<>();
        String token = "";
        int calls = 0;
        do {
            ListArticlesResponse page = list(request.clone().setPageToken(token));
            page.getArticlesList().forEach(article -> ids.add(article.getArticleId()));
            token = page.getNextPageToken();
            calls++;
        } while (!token.isEmpty());
        return new All(ids, calls);
    }

    private List<String> found(ArticleFilter.Builder filter) {
        List<String> byId =
                all(ListArticlesRequest.newBuilder().setFilter(filter)).ids();
        List<String> newestFirst = all(ListArticlesRequest.newBuilder()
                        .setFilter(filter)
                        .setOrder(ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST))
                .ids();
        assertThat(newestFirst).containsExactlyInAnyOrderElementsOf(byId);
        return byId;
    }

    @Test
    void aNulIsACharacterOfTextsLikeAnyOtherAndNoneOfIds() {
        upsert(
                article("with").setTitle("a\u0000b").setAuthor("x\u0000y").addTopics("news\u0000local"),
                article("before").setTitle("a").setAuthor("x").addTopics("news"));

        assertThat(found(filter().addTopics("news"))).containsExactly("before");
        assertThat(found(filter().addTopics("news\u0000local"))).containsExactly("with");
        assertThat(server.catalog()
                        .getArticles(GetArticlesRequest.newBuilder()
                                .addArticleIds("with")
                                .build())
                        .getArticles(0)
                        .getTitle())
                .isEqualTo("a\u0000b");
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.catalog()
                        .getArticles(GetArticlesRequest.newBuilder()
                                .addArticleIds("with\u0000out")
                                .build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription())
                .startsWith("article_ids[0]: ")
                .doesNotContain("\u0000");
    }

    private static ArticleFilter.Builder filter() {
        return ArticleFilter.newBuilder();
    }

    @Test
    void wordsAreFoundByTheirStemsInTitleSummaryAuthorAndTopics() {
        upsert(
                article("1").setTitle("Rising tides").setLanguageCode("en").setAuthor("Ada Moon"),
                article("2").setSummary("The TIDE rises twice a day").setLanguageCode("en-GB"),
                article("3").setTitle("Die Gezeiten").setLanguageCode("de").addTopics("tides"),
                article("4").setTitle("Rising prices").setLanguageCode("en").addTopics("Tide tables"),
                article("5").setTitle("\u6f6e\u6c50\u9884\u62a5").setLanguageCode("zh"));

        assertThat(found(filter().setWords("rise TIDES"))).containsExactly("1", "2", "4");
        assertThat(found(filter().setWords("moon"))).containsExactly("1");
        assertThat(found(filter().setWords("the tides"))).containsExactly("1", "2", "4");
        assertThat(found(filter().setWords("tides"))).containsExactly("1", "2", "3", "4");
        assertThat(found(filter().setWords("\u6f6e\u6c50"))).containsExactly("5");
        assertThat(found(filter().setWords("nowhere"))).isEmpty();
        assertThat(found(filter().setWords("the"))).doesNotContain("1", "2", "4");
        assertThat(found(filter().setWords(" "))).hasSize(5);
    }

    @Test
    void whatIsSetMustHoldAltogether() {
        upsert(
                article("1")
                        .addTopics("Sport")
                        .addTopics("news")
                        .setAuthor("Ada")
                        .setLanguageCode("pt"),
                article("2").addTopics("SPORT").setAuthor("Bob").setLanguageCode("pt-BR"),
                article("3").addTopics("science").setAuthor("ada").setLanguageCode("ptx"),
                article("4").putAttributes("section", "a").putAttributes("paywall", "no"),
                article("5").putAttributes("section", "a").putAttributes("paywall", "yes"));

        assertThat(found(filter().addTopics("sport"))).containsExactly("1", "2");
        assertThat(found(filter().addTopics("science").addTopics("news"))).containsExactly("1", "3");
        assertThat(found(filter().setAuthor("ADA"))).containsExactly("1", "3");
        assertThat(found(filter().setLanguageCode("PT"))).containsExactly("1", "2");
        assertThat(found(filter().setLanguageCode("pt-br"))).containsExactly("2");
        assertThat(found(filter().addTopics("sport").setAuthor("ada"))).containsExactly("1");
        assertThat(found(filter().putAttributes("section", "a"))).containsExactly("4", "5");
        assertThat(found(filter().putAllAttributes(Map.of("section", "a", "paywall", "no"))))
                .containsExactly("4");
        assertThat(found(filter().putAttributes("section", ""))).isEmpty();
    }

    @Test
    void anArticleHasOneStatusAtAMoment() {
        upsert(
                article("1"),
                article("2").setPublishTime(time(START.plusSeconds(60))),
                article("3").setExpireTime(time(START)),
                article("4").setHidden(true).setExpireTime(time(START)));

        assertThat(found(filter().setStatus(ArticleStatus.ARTICLE_STATUS_LIVE))).containsExactly("1");
        assertThat(found(filter().setStatus(ArticleStatus.ARTICLE_STATUS_SCHEDULED)))
                .containsExactly("2");
        assertThat(found(filter().setStatus(ArticleStatus.ARTICLE_STATUS_EXPIRED)))
                .containsExactly("3");
        assertThat(found(filter().setStatus(ArticleStatus.ARTICLE_STATUS_HIDDEN)))
                .containsExactly("4");
        assertThat(found(filter())).hasSize(4);
        clock.move(Duration.ofMinutes(1));
        assertThat(found(filter().setStatus(ArticleStatus.ARTICLE_STATUS_LIVE))).containsExactly("1", "2");
    }

    @Test
    void thePublishedRangeBeginsAtItsStartAndEndsBeforeItsEnd() {
        for (int i = 1; i <= 9; i++) {
            upsert(article("" + i).setPublishTime(time(START.plusMillis(i))));
        }

        assertThat(found(filter().setPublishedFrom(time(START.plusMillis(3)))))
                .containsExactly("3", "4", "5", "6", "7", "8", "9");
        assertThat(found(filter().setPublishedBefore(time(START.plusMillis(3)))))
                .containsExactly("1", "2");
        assertThat(found(filter().setPublishedFrom(time(START.plusMillis(3)))
                        .setPublishedBefore(time(START.plusMillis(5)))))
                .containsExactly("3", "4");
        assertThat(found(filter().setPublishedFrom(time(START.plusMillis(5)))
                        .setPublishedBefore(time(START.plusMillis(5)))))
                .isEmpty();
    }

    @Test
    void newestFirstIsByPublicationAndThenByTheBytesOfIds() throws IOException {
        List<String> ids = List.of("9", "10", "1", "100", "11", "2", "19", "a", "B", "a-1", "0a", "2147483647");
        List<Article.Builder> articles = new ArrayList<>();
        for (int hour = 0; hour < 3; hour++) {
            for (String id : ids) {
                String own = hour == 0 ? id : id + (char) ('k' + hour);
                articles.add(article(own).setPublishTime(time(START.minus(Duration.ofHours(hour)))));
            }
        }
        upsert(articles.toArray(Article.Builder[]::new));
        upsert(article("moved").setPublishTime(time(START.minus(Duration.ofHours(9)))));
        upsert(article("moved").setPublishTime(time(START.plus(Duration.ofHours(9)))));
        upsert(article("gone"));
        delete("gone");
        List<String> expected = new ArrayList<>(List.of("moved"));
        articles.stream()
                .sorted(Comparator.<Article.Builder>comparingLong(
                                one -> -one.getPublishTime().getSeconds())
                        .thenComparing(Article.Builder::getArticleId))
                .forEach(one -> expected.add(one.getArticleId()));

        for (int size : new int[] {1, 5, 16, 1_000}) {
            All all = all(newestFirst().setPageSize(size));
            assertThat(all.ids()).as("by %d", size).isEqualTo(expected);
            assertThat(all.calls()).as("by %d", size).isEqualTo((expected.size() + size - 1) / size);
        }
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(all(newestFirst()).ids()).isEqualTo(expected);
    }

    private static ListArticlesRequest.Builder newestFirst() {
        return ListArticlesRequest.newBuilder().setOrder(ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST);
    }

    private void delete(String id) {
        assertThat(server.catalog()
                        .deleteArticles(DeleteArticlesRequest.newBuilder()
                                .addArticleIds(id)
                                .build())
                        .getDeletedCount())
                .isOne();
    }

    @Test
    void anIdThatIsUsedAgainIsListedOnce() {
        upsert(article("1"), article("2"));
        delete("1");
        clock.move(Duration.ofHours(25));
        upsert(article("1"));

        assertThat(all(newestFirst()).ids()).containsExactlyInAnyOrder("1", "2");
        assertThat(all(ListArticlesRequest.newBuilder()).ids()).containsExactly("1", "2");
    }

    @Test
    void oneCallLooksAtSomeThousandsOfArticlesAtMost() {
        server.upsert(1, 9_000, START, "news");
        upsert(article("~")
                .setPublishTime(time(START.minus(Duration.ofDays(9))))
                .setTitle("needle"));

        for (ListArticlesRequest.Builder request : List.of(ListArticlesRequest.newBuilder(), newestFirst())) {
            request.setFilter(filter().setWords("needle"));
            ListArticlesResponse first = list(request.clone());
            assertThat(first.getArticlesCount()).isZero();
            assertThat(first.getNextPageToken()).isNotEmpty();
            All all = all(request);
            assertThat(all.ids()).containsExactly("~");
            assertThat(all.calls()).isBetween(3, 9);
        }
    }

    @Test
    void aStretchOfDeletedArticlesIsPassedPieceByPiece() {
        server.upsert(1, 3_000, START, "news");
        upsert(
                article("first").setPublishTime(time(START)),
                article("last").setPublishTime(time(START.minus(Duration.ofDays(9)))));
        for (int from = 1; from <= 3_000; from += 1_000) {
            DeleteArticlesRequest.Builder request = DeleteArticlesRequest.newBuilder();
            for (int id = from; id < from + 1_000; id++) {
                request.addArticleIds(Integer.toString(id));
            }
            assertThat(server.catalog().deleteArticles(request.build()).getDeletedCount())
                    .isEqualTo(1_000);
        }

        assertThat(all(newestFirst()).ids()).containsExactly("first", "last");
        assertThat(all(newestFirst().setPageSize(1)).ids()).containsExactly("first", "last");
    }

    @Test
    void aTokenSurvivesARestartAndOtherPageSizes() throws IOException {
        server.upsert(1, 9, START, "news");
        String token = list(newestFirst().setPageSize(4)).getNextPageToken();
        server.close();
        server = RunningServer.start(data, clock);

        ListArticlesResponse rest = list(newestFirst().setPageSize(100).setPageToken(token));

        assertThat(rest.getArticlesList()).map(Article::getArticleId).containsExactly("5", "6", "7", "8", "9");
        assertThat(rest.getNextPageToken()).isEmpty();
    }

    @Test
    void aTokenOfAnotherQueryOrMadeUpIsRefused() {
        server.upsert(1, 9, START, "news");
        ListArticlesRequest.Builder asked =
                ListArticlesRequest.newBuilder().setPageSize(4).setFilter(filter().addTopics("news"));
        String token = list(asked.clone()).getNextPageToken();
        assertThat(list(asked.clone().setView(ArticleView.ARTICLE_VIEW_BASIC).setPageToken(token))
                        .getArticlesCount())
                .isEqualTo(4);

        for (ListArticlesRequest.Builder other : List.of(
                ListArticlesRequest.newBuilder(),
                asked.clone().setOrder(ArticleOrder.ARTICLE_ORDER_NEWEST_FIRST),
                asked.clone().setView(ArticleView.ARTICLE_VIEW_FULL),
                asked.clone().setFilter(filter().addTopics("news").addTopics("sport")),
                asked.clone().setFilter(filter().addTopics("news").putAttributes("a", "b")))) {
            assertRefused(other.setPageToken(token));
        }
        for (int i = 0; i < token.length(); i++) {
            char letter = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(asked.clone().setPageToken(token.substring(0, i) + letter + token.substring(i + 1)));
        }
        for (String madeUp : List.of("MQ", "%%%", "AAAAAAAAAAAAAAAA", token + "AAAA", "x".repeat(5_000))) {
            assertRefused(asked.clone().setPageToken(madeUp));
        }
    }

    private void assertRefused(ListArticlesRequest.Builder request) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> list(request));
        assertThat(refused).as(request.getPageToken()).isNotNull();
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription())
                .startsWith("page_token: ")
                .endsWith(" (expected: next_page_token of the answer before, to the same query, or empty)");
    }

    @Test
    void everythingWrongWithAQueryIsNamed() {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> list(ListArticlesRequest.newBuilder()
                        .setPageSize(-1)
                        .setOrderValue(9)
                        .setViewValue(9)
                        .setPageToken("made up")
                        .setFilter(filter().setWords("x".repeat(201))
                                .addTopics("")
                                .setAuthor("x".repeat(201))
                                .setLanguageCode("x".repeat(36))
                                .putAttributes("", "")
                                .setStatusValue(9)
                                .setPublishedFrom(Timestamp.newBuilder().setSeconds(-1))
                                .setPublishedBefore(Timestamp.newBuilder().setNanos(-1)))));

        assertThat(refused.getStatus().getDescription())
                .isEqualTo("page_size: -1 (expected: >= 0); "
                        + "filter.words: 201 characters (expected: at most 200); "
                        + "filter.topics[0]: 0 characters (expected: 1..100, not blank); "
                        + "filter.author: 201 characters (expected: at most 200); "
                        + "filter.language_code: 36 characters (expected: at most 35); "
                        + "filter.attributes[\"\"]: 0 characters (expected: a key of 1..100, not blank); "
                        + "filter.published_from: -1 s (expected: from 1970 on, a valid time); "
                        + "filter.published_before: 0 s and -1 ns (expected: from 1970 on, a valid time); "
                        + "filter.status: 9 (expected: 0..4); order: 9 (expected: 0..2); view: 9 (expected: 0..2)");
    }

    @Test
    void theFullViewTellsWhatReadersDid() throws IOException {
        server.upsert(1, 3, START, "news");
        var reported = List.of(
                server.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2)),
                server.report(8, EventType.EVENT_TYPE_VIEW, List.of(1)),
                server.report(8, EventType.EVENT_TYPE_SHARE, List.of(1)),
                server.report(8, EventType.EVENT_TYPE_LIKE, List.of(1)),
                server.report(9, EventType.EVENT_TYPE_EXPOSE, List.of(1, 2, 3)));
        assertThat(reported).allMatch(answer -> answer.getRefusalsCount() == 0);
        ArticleStats first = stats(2, 1, 1, 1, 2);

        await().untilAsserted(() -> assertThat(full().get(0).getStats()).isEqualTo(first));
        assertThat(full()).map(Article::getStats).containsExactly(first, stats(1, 0, 1, 0, 1), stats(0, 0, 1, 0, 0));
        assertThat(list(ListArticlesRequest.newBuilder().setView(ArticleView.ARTICLE_VIEW_FULL))
                        .getArticlesList())
                .isEqualTo(full());
        assertThat(list(ListArticlesRequest.newBuilder()).getArticlesList()).noneMatch(Article::hasStats);
        assertThat(full().get(0).getEtag())
                .isEqualTo(list(ListArticlesRequest.newBuilder()).getArticles(0).getEtag());
        server.close();
        server = RunningServer.start(data, clock);
        assertThat(full().get(0).getStats()).isEqualTo(first);
    }

    private static ArticleStats stats(long views, long shares, long exposes, long likes, long readers) {
        return ArticleStats.newBuilder()
                .setViews(views)
                .setShares(shares)
                .setExposes(exposes)
                .setLikes(likes)
                .setReaders(readers)
                .build();
    }

    private List<Article> full() {
        return server.catalog()
                .getArticles(GetArticlesRequest.newBuilder()
                        .addAllArticleIds(List.of("1", "2", "3"))
                        .setView(ArticleView.ARTICLE_VIEW_FULL)
                        .build())
                .getArticlesList();
    }

    @Test
    void aViewThatIsNoneIsRefused() {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> {
            var unused = server.catalog()
                    .getArticles(GetArticlesRequest.newBuilder()
                            .addArticleIds("0")
                            .setViewValue(7)
                            .build());
        });

        assertThat(refused.getStatus().getDescription())
                .isEqualTo("article_ids[0]: 0 (expected: 1..128 visible ASCII characters, not 0); "
                        + "view: 7 (expected: 0..2)");
    }
}
