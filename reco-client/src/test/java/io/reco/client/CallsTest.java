package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.catalog.FoundArticles;
import io.reco.client.catalog.UpsertResult;
import io.reco.client.feedback.Event;
import io.reco.client.feedback.ReportResult;
import io.reco.client.page.Exposure;
import io.reco.client.page.Page;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.testing.Answer;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class CallsTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aPageHoldsTheArticlesInOrderWithTheirCounts() {
        server.recommends(7, 30, 10, 20);
        client.report(Event.view(1, 10), Event.view(2, 10), Event.share(1, 10));

        Page page = client.recommend(7, 3);

        assertThat(page.articles())
                .extracting(RecommendedArticle::id, RecommendedArticle::views, RecommendedArticle::shares)
                .containsExactly(tuple("30", 0L, 0L), tuple("10", 2L, 1L), tuple("20", 0L, 0L));
        assertThat(page.reader()).isEqualTo("7");
        assertThat(page.degraded()).isFalse();
    }

    @Test
    void aSecondPageRepeatsNothingAndAStampBringsAPageBack() {
        Page first = client.recommend(7, 5);
        Page second = client.recommend(7, 5);

        assertThat(second.articleIds()).doesNotContainAnyElementsOf(first.articleIds());
        assertThat(client.recommend(7, 5, first.stamp())).isEqualTo(first);
    }

    @Test
    void theTokenTellsWhatThePageHeld() {
        Page page = client.recommend(7, 2);

        Exposure exposure = page.exposure().orElseThrow();

        assertThat(exposure.reader()).isEqualTo("7");
        assertThat(exposure.stamp()).isEqualTo(page.stamp());
        assertThat(exposure.slots())
                .containsExactly(
                        new Exposure.Slot("1", Exposure.Rung.TRENDING, Exposure.Source.TRENDING, 1),
                        new Exposure.Slot("2", Exposure.Rung.TRENDING, Exposure.Source.TRENDING, 1));
        assertThatThrownBy(() -> Exposure.decode("no token!")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void historyIsFetchedPageByPageOnlyAsFarAsItIsRead() {
        List<Page> made = Stream.generate(() -> client.recommend(7, 3)).limit(4).toList();
        int callsBefore = server.calls(Operation.RECOMMEND);

        List<Page> all = client.history(7, 3).toList();

        assertThat(all.subList(1, 5)).containsExactly(made.get(3), made.get(2), made.get(1), made.get(0));
        // One new page, the four made, and one call that finds the end.
        assertThat(server.calls(Operation.RECOMMEND) - callsBefore).isEqualTo(6);

        assertThat(client.historyBefore(made.get(2), 3).findFirst()).contains(made.get(1));
        assertThat(server.calls(Operation.RECOMMEND) - callsBefore).isEqualTo(7);
        assertThatThrownBy(() -> client.history("0", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reader: 0 (expected: 1..128 visible ASCII characters, not 0)");
    }

    @Test
    void articlesComeInOrderAndMissingOnesAreReported() {
        ArticleDetails article = ArticleDetails.builder(5)
                .title("Title")
                .summary("Summary")
                .url("https://example.org/5")
                .author("Author")
                .topics("politics", "world")
                .languageCode("en")
                .publishTime(Instant.parse("2026-11-01T10:00:00Z"))
                .expireTime(Instant.parse("2027-11-01T10:00:00.5Z"))
                .hidden(true)
                .build();
        client.upsert(ArticleDetails.builder(3).title("Three").build(), article);

        FoundArticles found = client.articles(5, 4, 3);

        assertThat(found.articles())
                .extracting(Clients::sent)
                .containsExactly(
                        article, ArticleDetails.builder(3).title("Three").build());
        assertThat(found.missing()).containsExactly("4");
        assertThat(found.find(5).map(Clients::sent)).contains(article);
        assertThat(article.toBuilder().build()).isEqualTo(article);
    }

    @Test
    void aPageComesWithItsDetails() {
        client.upsert(ArticleDetails.builder(3).title("Three").build());
        server.recommends(7, 3, 4);

        Page page = client.recommendWithDetails(7, 2);

        assertThat(page.articleIds()).containsExactly("3", "4");
        assertThat(page.articles().get(0).details().map(ArticleDetails::title)).contains("Three");
        assertThat(page.toString().lines().skip(1))
                .containsExactly("  1. article 3  (views 0, shares 0)  Three", "  2. article 4  (views 0, shares 0)");
    }

    @Test
    void anyNumberOfArticlesIsSentInPiecesAndListedInPieces() {
        Stream<ArticleDetails> articles = IntStream.rangeClosed(1, 3_500)
                .mapToObj(id -> ArticleDetails.builder(id == 2_222 ? "0" : Integer.toString(id))
                        .build());

        UpsertResult result = client.upsert(articles);

        assertThat(result.upserted()).isEqualTo(3_499);
        assertThat(result.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.index()).isEqualTo(2_221);
            assertThat(refused.what().id()).isEqualTo("0");
            assertThat(refused.violations())
                    .extracting(Violation::description)
                    .containsExactly("article_id: 0 (expected: 1..128 visible ASCII characters, not 0)");
        });
        assertThat(server.calls(Operation.UPSERT)).isEqualTo(4);
        assertThat(client.listArticles().map(ArticleDetails::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 3_500)
                        .filter(id -> id != 2_222)
                        .mapToObj(Integer::toString)
                        .sorted()
                        .toList());
        assertThat(server.calls(Operation.LIST)).isEqualTo(7);
        assertThat(client.articles(LongStream.rangeClosed(1, 2_500).toArray()).missing())
                .containsExactly("2222");
    }

    @Test
    void requestsStaySmallEnoughToBeRepeated() {
        ArticleDetails large =
                ArticleDetails.builder(1).summary("x".repeat(10_000)).build();

        UpsertResult result = client.upsert(IntStream.rangeClosed(1, 200)
                .mapToObj(id ->
                        ArticleDetails.builder(id).summary(large.summary()).build())
                .toArray(ArticleDetails[]::new));

        assertThat(result.upserted()).isEqualTo(200);
        assertThat(server.calls(Operation.UPSERT)).isEqualTo(4); // 2 MB in pieces of half a MiB
    }

    @Test
    void deletesTellWhatWasThere() {
        client.upsert(
                ArticleDetails.builder(1).build(), ArticleDetails.builder(2).build());

        assertThat(client.delete(2, 9, 1)).isEqualTo(new DeleteResult(2, List.of("9")));
        assertThat(client.listArticles()).isEmpty();
    }

    @Test
    void twoReadersMayUseTheSameEventId() {
        ReportResult result = client.report(List.of(
                Event.view(7, 1).withId("1"),
                Event.view(8, 1).withId("1"),
                Event.view(7, 1).withId("1")));

        assertThat(result.accepted()).isEqualTo(2);
        assertThat(result.duplicates()).hasSize(1);
    }

    @Test
    void onlyTheGivenFieldsAreWritten() {
        ArticleDetails stored = ArticleDetails.builder(3)
                .title("Three")
                .topics("sea")
                .expireTime(Instant.parse("2027-11-01T10:00:00Z"))
                .hidden(true)
                .build();
        client.upsert(stored);
        ArticleDetails sent =
                ArticleDetails.builder(3).title("Drei").topics("Meer").build();

        UpsertResult result = client.upsert(List.of(sent), Set.of(ArticleField.TITLE, ArticleField.EXPIRE_TIME));

        assertThat(result.upserted()).isEqualTo(1);
        assertThat(client.articles(3).find(3).map(Clients::sent))
                .contains(ArticleDetails.builder(3)
                        .title("Drei")
                        .topics("sea")
                        .hidden(true)
                        .build());
        assertThat(client.async()
                        .upsert(
                                List.of(ArticleDetails.builder(4)
                                        .url("u")
                                        .title("t")
                                        .build()),
                                Set.of(ArticleField.URL))
                        .join()
                        .upserted())
                .isEqualTo(1);
        assertThat(client.articles(4).find(4).map(Clients::sent))
                .contains(ArticleDetails.builder(4).url("u").build());
    }

    @Test
    void withoutFieldsOnlyWhatTheCatalogueLacksIsAdded() {
        ArticleDetails stored = ArticleDetails.builder(1).title("stored").build();
        client.upsert(stored);

        UpsertResult result = client.upsert(
                List.of(
                        ArticleDetails.builder(1).title("other").build(),
                        ArticleDetails.builder(2).title("new").build()),
                Set.of());

        assertThat(result.refused()).isEmpty();
        assertThat(client.articles(1, 2).articles())
                .extracting(Clients::sent)
                .containsExactly(stored, ArticleDetails.builder(2).build());
    }

    @Test
    void ofTheMissingTheDeletedAreNamed() {
        client.upsert(
                ArticleDetails.builder(1).build(), ArticleDetails.builder(2).build());
        client.delete(2);

        FoundArticles found = client.articles(9, 2, 1);

        assertThat(found.missing()).containsExactly("9", "2");
        assertThat(found.deleted()).containsExactly("2");
    }

    @Test
    void articlesThatOneAnswerHasNoRoomForAreFetchedWithTheNext() {
        String summary = "x".repeat(10_000);
        client.upsert(IntStream.rangeClosed(1, 900)
                .mapToObj(id -> ArticleDetails.builder(id).summary(summary).build()));
        List<String> ids = IntStream.rangeClosed(1, 901)
                .mapToObj(i -> Integer.toString(902 - i))
                .toList();

        FoundArticles found = client.articles(ids);

        assertThat(found.articles())
                .extracting(ArticleDetails::id)
                .containsExactlyElementsOf(ids.subList(1, ids.size()));
        assertThat(found.missing()).containsExactly("901");
        assertThat(server.calls(Operation.ARTICLES)).isEqualTo(3); // 9 MB in answers of 4 MiB
        assertThat(client.listArticles()).hasSize(900);
    }

    @Test
    void everyReportedEventIsAcceptedOrADuplicateOrRefused() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Event event = Event.read(7, 3).at(time).from(client.recommend(7, 3));
        Event wrong = Event.like("-7 ", "3");

        ReportResult result = client.report(event, event, wrong, Event.hide(7, 4));

        assertThat(result.accepted()).isEqualTo(2);
        assertThat(result.duplicates()).containsExactly(event);
        assertThat(result.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.index()).isEqualTo(2);
            assertThat(refused.what()).isEqualTo(wrong);
            assertThat(refused.violations()).extracting(Violation::field).containsExactly("reader_id");
        });
        assertThat(server.events()).hasSize(2).contains(event);
    }

    @Test
    void theIndexesOfManyEventsAreThoseOfTheCaller() {
        List<Event> events = IntStream.range(0, 2_500)
                .mapToObj(i -> Event.view(i == 1_234 ? "" : "1", Integer.toString(i + 1)))
                .toList();

        ReportResult result = client.report(events);

        assertThat(result.accepted()).isEqualTo(2_499);
        assertThat(result.refused()).extracting(Refused::index).containsExactly(1_234);
        assertThat(result.refused()).extracting(Refused::what).containsExactly(events.get(1_234));
    }

    @Test
    void theFormOfAPageIsTheSameBlockingAndAsync() {
        server.recommends(2, 17, 4);

        Page blocking = client.recommend(2, 2);
        Page async = client.async().recommend(2, 2, blocking.stamp()).join();

        assertThat(async).isEqualTo(blocking);
        assertThat(async.toString())
                .isEqualTo(blocking.toString())
                .isEqualTo(String.format(
                        "page for reader 2 at %s%n  1. article 17  (views 0, shares 0)%n  2. article 4  (views 0, shares 0)",
                        blocking.stamp()));
    }

    @Test
    void everyCallHasAnAsyncForm() {
        AsyncRecommendClient async = client.async();

        assertThat(async.upsert(List.of(ArticleDetails.builder(1).title("One").build()))
                        .join()
                        .upserted())
                .isEqualTo(1);
        assertThat(async.recommendWithDetails(7, 1).join().articles().get(0).details())
                .isPresent();
        assertThat(async.articles(1).join().missing()).isEmpty();
        assertThat(async.report(Event.view(7, 1)).join().accepted()).isEqualTo(1);
        assertThat(async.delete(1).join().deleted()).isEqualTo(1);
        assertThat(async.isServing().join()).isTrue();
    }

    @Test
    void aWrongRequestNamesEveryFieldThatIsWrong() {
        assertThatThrownBy(() -> client.recommend("0", -1)).isInstanceOfSatisfying(RecommendException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(e.retryable()).isFalse();
            assertThat(e.attempts()).isEqualTo(1);
            assertThat(e.violations()).extracting(Violation::field).containsExactly("reader_id", "page_size");
            assertThat(e.violations().get(1).description()).isEqualTo("page_size: -1 (expected: >= 0)");
            assertThat(e)
                    .hasMessageStartingWith(
                            "recommend: INVALID_ARGUMENT: reader_id: 0 (expected: 1..128 visible ASCII characters, not 0)");
            assertThat(e.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(CallsTest.class.getName()));
        });
        assertThatThrownBy(() -> client.async().recommend("0", 5).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RecommendException.class);
    }

    @Test
    void aServerThatIsNotServingSaysSo() {
        assertThat(client.isServing()).isTrue();
        assertThatThrownBy(() -> client.isServing("no.Such"))
                .isInstanceOfSatisfying(
                        RecommendException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));

        server.serving(false);

        assertThat(client.isServing()).isFalse();
    }

    @Test
    void theFallbackMakesAPageThatIsMarked() {
        try (RecommendClient degrading = Clients.builder(server)
                .fallback((reader, count) -> List.of(new RecommendedArticle("99", 5, 1)))
                .connect()) {
            server.always(Operation.RECOMMEND, Answer.failing(Code.UNAVAILABLE));

            Page page = degrading.recommend(7, 3);

            assertThat(page.degraded()).isTrue();
            assertThat(page.articleIds()).containsExactly("99");
            assertThat(page.exposure()).isEmpty();
            assertThat(page.toString()).startsWith("page for reader 7 (degraded)");
            assertThat(degrading.async().recommend(7, 3).join()).isEqualTo(page);

            server.always(Operation.RECOMMEND, Answer.normal().after(Duration.ofSeconds(5)));
            assertThat(degrading.withDeadline(Duration.ofMillis(50)).recommend(7, 3))
                    .isEqualTo(page);

            server.always(Operation.RECOMMEND, Answer.failing(Code.INTERNAL));
            assertThatThrownBy(() -> degrading.recommend(7, 3)).isInstanceOf(RecommendException.class);
        }
    }
}
