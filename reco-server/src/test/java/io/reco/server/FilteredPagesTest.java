package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Absence;
import io.reco.api.v1.AbsenceReason;
import io.reco.api.v1.Article;
import io.reco.api.v1.EventType;
import io.reco.api.v1.PageFilter;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.Result;
import io.reco.api.v1.Rung;
import io.reco.api.v1.UpsertArticlesRequest;

/** What filters let onto a page, asked over the network. */
class FilteredPagesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(START);
    private RunningServer server;
    private List<Article> catalogue = List.of();

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Articles 1..200, of all kinds, one an hour, the highest id the newest. */
    private void publish() {
        catalogue = new ArrayList<>();
        for (int id = 1; id <= 200; id++) {
            catalogue.add(Article.newBuilder()
                    .setArticleId(Integer.toString(id))
                    .setTitle("Title " + id)
                    .setAuthor("Author " + id % 7)
                    .addTopics("Topic " + id % 10)
                    .addTopics("Second " + id % 9)
                    .setLanguageCode(List.of("en", "en-GB", "pt-BR", "de", "").get(id % 5))
                    .putAttributes("section", "s" + id % 4)
                    .putAttributes("id", "i" + id)
                    .setPublishTime(time(START.minus(Duration.ofHours(200 - id))))
                    .build());
        }
        upsert(catalogue);
    }

    private void upsert(List<Article> articles) {
        for (int from = 0; from < articles.size(); from += 1_000) {
            assertThat(server.catalog()
                            .upsertArticles(UpsertArticlesRequest.newBuilder()
                                    .addAllArticles(articles.subList(from, Math.min(articles.size(), from + 1_000)))
                                    .build())
                            .getRefusalsList())
                    .isEmpty();
        }
    }

    private static Timestamp time(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
    }

    /** All pages of a filter together hold exactly what it lets through. */
    private void lets(Consumer<PageFilter.Builder> filter, Predicate<Article> through) {
        PageFilter.Builder built = PageFilter.newBuilder();
        filter.accept(built);
        List<String> expected =
                catalogue.stream().filter(through).map(Article::getArticleId).toList();
        RecommendRequest request =
                RecommendRequest.newBuilder().setPageSize(100).setFilter(built).build();
        List<String> page = articles(server.pages().recommend(request));
        assertThat(page).as("%s", built).hasSize(Math.min(100, expected.size()));
        assertThat(expected).containsAll(page);
    }

    private static boolean has(Article article, String... topics) {
        return article.getTopicsList().stream().anyMatch(Arrays.asList(topics)::contains);
    }

    @Test
    void eachConditionLetsThroughWhatItSays() {
        publish();
        lets(filter -> filter.addTopicsAny("topic 3").addTopicsAny("SECOND 5"), a -> has(a, "Topic 3", "Second 5"));
        lets(filter -> filter.addTopicsNone("topic 3").addTopicsNone("SECOND 5"), a -> !has(a, "Topic 3", "Second 5"));
        lets(filter -> filter.addAuthorsNone("AUTHOR 2"), a -> !a.getAuthor().equals("Author 2"));
        lets(filter -> filter.addLanguageCodes("PT"), a -> List.of("pt-BR", "").contains(a.getLanguageCode()));
        lets(filter -> filter.addLanguageCodes("de"), a -> List.of("de", "").contains(a.getLanguageCode()));
        lets(
                filter -> filter.putAttributesEqual("section", "s3"),
                a -> a.getAttributesOrThrow("section").equals("s3"));
        lets(
                filter -> filter.putAttributesEqual("section", "s3").putAttributesEqual("id", "i7"),
                a -> a.getArticleId().equals("7"));
        lets(filter -> filter.putAttributesEqual("section", "S3"), a -> false);
        lets(
                filter -> filter.putAttributesNotEqual("section", "s3").putAttributesNotEqual("section2", "x"),
                a -> !a.getAttributesOrThrow("section").equals("s3"));
        Instant from = START.minus(Duration.ofHours(20));
        lets(
                filter -> filter.setPublishedFrom(time(from)),
                a -> a.getPublishTime().getSeconds() >= from.getEpochSecond());
        lets(filter -> filter.addTopicsAny("no such topic"), a -> false);
        lets(filter -> filter.addTopicsNone("no such topic").addAuthorsNone("nobody"), a -> true);
        lets(filter -> filter.addLanguageCodes("fr"), a -> a.getLanguageCode().isEmpty());
        lets(filter -> {}, a -> true);
    }

    @Test
    void allConditionsMustHold() {
        publish();
        lets(
                filter -> filter.addTopicsAny("Topic 3")
                        .addTopicsAny("Topic 4")
                        .addAuthorsNone("Author 1")
                        .putAttributesNotEqual("section", "s3")
                        .addExcludedArticleIds("34")
                        .addExcludedArticleIds("none"),
                a -> has(a, "Topic 3", "Topic 4")
                        && !a.getAuthor().equals("Author 1")
                        && !a.getAttributesOrThrow("section").equals("s3")
                        && !a.getArticleId().equals("34"));
        List<String> most =
                IntStream.rangeClosed(1, 190).mapToObj(Integer::toString).toList();
        lets(filter -> filter.addAllExcludedArticleIds(most), a -> Integer.parseInt(a.getArticleId()) > 190);
    }

    @Test
    void aFilterHoldsOnEveryRung() {
        publish();
        var unused = server.report(7, EventType.EVENT_TYPE_VIEW, List.of(3, 13, 23, 33, 4, 14));
        RecommendRequest request =
                request(filter -> filter.addTopicsAny("Topic 3").addTopicsAny("Topic 4"));
        List<Rung> rungs = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            for (Result result : server.pages().recommend(request).getResultsList()) {
                assertThat(Integer.parseInt(result.getArticleId()) % 10).isBetween(3, 4);
                rungs.add(result.getRung());
            }
        }

        // 40 articles: 34 that are new to the reader, then all of them again.
        assertThat(rungs).hasSize(60).contains(Rung.RUNG_PERSONAL, Rung.RUNG_SERVED);
    }

    @Test
    void whatChangesIsFilteredByWhatItIsNow() {
        publish();
        List<Article> changed = new ArrayList<>();
        for (Article article : catalogue) {
            int id = Integer.parseInt(article.getArticleId());
            changed.add(
                    id % 2 == 0
                            ? article
                            : article.toBuilder()
                                    .clearTopics()
                                    .addTopics("Topic 3")
                                    .setLanguageCode("fr")
                                    .putAttributes("section", "other")
                                    .build());
        }
        for (int round = 0; round < 4; round++) {
            upsert(changed);
            upsert(catalogue);
        }
        upsert(changed);
        catalogue = changed;

        lets(filter -> filter.addTopicsAny("Topic 3"), a -> has(a, "Topic 3"));
        lets(filter -> filter.addTopicsAny("Topic 1"), a -> false);
        lets(filter -> filter.addLanguageCodes("fr"), a -> List.of("fr", "").contains(a.getLanguageCode()));
        lets(
                filter -> filter.putAttributesEqual("section", "s2"),
                a -> a.getAttributesOrThrow("section").equals("s2"));
        lets(
                filter -> filter.putAttributesEqual("id", "i9"),
                a -> a.getArticleId().equals("9"));
    }

    @Test
    void filtersHoldAfterARestart() throws IOException {
        publish();
        server.close();
        server = RunningServer.start(data, clock);

        lets(filter -> filter.addTopicsAny("topic 3"), a -> has(a, "Topic 3"));
        lets(filter -> filter.addLanguageCodes("pt"), a -> List.of("pt-BR", "").contains(a.getLanguageCode()));
        lets(
                filter -> filter.putAttributesEqual("section", "s2"),
                a -> a.getAttributesOrThrow("section").equals("s2"));
    }

    @Test
    void aKeptPageIsNotFilteredAgainAndALookSaysWhatIsFiltered() {
        publish();
        RecommendRequest request = request(filter -> filter.addTopicsAny("Topic 3"));
        RecommendResponse page = server.pages().recommend(request);
        RecommendRequest replay = request.toBuilder()
                .setPageTime(page.getPageTime())
                .setFilter(PageFilter.newBuilder().addTopicsAny("Topic 5"))
                .build();

        assertThat(articles(server.pages().recommend(replay))).isEqualTo(articles(page));
        assertThat(server.pages()
                        .recommend(request.toBuilder()
                                .setValidateOnly(true)
                                .addExplainArticleIds("5")
                                .build())
                        .getAbsencesList())
                .extracting(Absence::getReason)
                .containsExactly(AbsenceReason.ABSENCE_REASON_FILTERED);
    }

    @Test
    void allBadConditionsAreNamedAtOnce() {
        RecommendRequest request = request(filter -> filter.addTopicsAny("")
                .addTopicsNone("x".repeat(101))
                .addAuthorsNone("x".repeat(201))
                .addLanguageCodes("x".repeat(36))
                .putAttributesEqual("", "x")
                .putAttributesNotEqual("key", "x".repeat(2_001))
                .setPublishedFrom(Timestamp.newBuilder().setSeconds(-1))
                .addExcludedArticleIds("a b"));

        assertThat(refusal(request.toBuilder().setDiversity(1.5f).build()))
                .isEqualTo("filter.topics_any[0]: 0 characters (expected: 1..100 characters);"
                        + " filter.topics_none[0]: 101 characters (expected: 1..100 characters);"
                        + " filter.authors_none[0]: 201 characters (expected: 1..200 characters);"
                        + " filter.language_codes[0]: 36 characters (expected: 1..35 characters);"
                        + " filter.attributes_equal key: 0 characters (expected: 1..100 characters);"
                        + " filter.attributes_not_equal[key]: 2001 characters (expected: 0..2000 characters);"
                        + " filter.excluded_article_ids[0]: a b (expected: 1..128 visible ASCII characters, not 0);"
                        + " filter.published_from: -1 s (expected: a time from 1970 to 9999);"
                        + " diversity: 1.5 (expected: 0..1)");
        List<String> many = IntStream.rangeClosed(1, 51).mapToObj(i -> "t" + i).toList();
        assertThat(refusal(request(filter -> filter.addAllTopicsAny(many))))
                .isEqualTo("filter.topics_any: 51 items (expected: at most 50)");
        List<String> ids =
                IntStream.rangeClosed(1, 1_001).mapToObj(i -> "t" + i).toList();
        assertThat(refusal(request(filter -> filter.addAllExcludedArticleIds(ids))))
                .isEqualTo("filter.excluded_article_ids: 1001 items (expected: at most 1000)");
    }

    private static RecommendRequest request(Consumer<PageFilter.Builder> filter) {
        PageFilter.Builder built = PageFilter.newBuilder();
        filter.accept(built);
        return RecommendRequest.newBuilder().setReaderId("7").setFilter(built).build();
    }

    private static List<String> articles(RecommendResponse page) {
        return page.getResultsList().stream().map(Result::getArticleId).toList();
    }

    private String refusal(RecommendRequest request) {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> server.pages().recommend(request));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return String.valueOf(refused.getStatus().getDescription());
    }
}
