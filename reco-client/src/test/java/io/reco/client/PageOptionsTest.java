package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.client.RecommendException.Code;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.feedback.Event;
import io.reco.client.page.Absence;
import io.reco.client.page.Absence.Why;
import io.reco.client.page.Explanation;
import io.reco.client.page.Exposure;
import io.reco.client.page.Page;
import io.reco.client.page.PageFilter;
import io.reco.client.page.PageRequest;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.page.RelatedRequest;
import io.reco.client.page.SourceShare;
import io.reco.client.page.TopRequest;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class PageOptionsTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @BeforeEach
    void load() {
        client.upsert(
                article("tides", "science", "ann")
                        .publishTime(Instant.parse("2026-01-01T00:00:00Z"))
                        .build(),
                article("moss", "science", "bob")
                        .publishTime(Instant.parse("2026-01-03T00:00:00Z"))
                        .build(),
                article("vote", "politics", "bob")
                        .publishTime(Instant.parse("2026-01-02T00:00:00Z"))
                        .attribute("paywall", "yes")
                        .languageCode("de")
                        .build(),
                article("old", "politics", "cid").hidden(true).build());
    }

    private static ArticleDetails.Builder article(String id, String topic, String author) {
        return ArticleDetails.builder(id).title("About " + id).topics(topic).author(author);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void eachPlacementIsAFeedOfItsOwn() {
        Page home = client.recommend(
                PageRequest.of("anna").count(2).placement("home").build());
        Page mail = client.recommend(
                PageRequest.of("anna").count(2).placement("mail").build());
        Page next = client.recommend(
                PageRequest.of("anna").count(1).placement("home").build());

        assertThat(mail.articleIds()).isEqualTo(home.articleIds());
        assertThat(next.articleIds()).doesNotContainAnyElementsOf(home.articleIds());
        assertThat(client.historyBefore(next, 2)).containsExactly(home);
        assertThat(home.placement()).isEqualTo("home");
        assertThat(home.exposure().map(Exposure::placement)).contains("home");
    }

    @Test
    void aFilterHoldsAndAWrongPlacementIsNamed() {
        PageFilter science =
                PageFilter.builder().topicsAny("Science").authorsNone("ann").build();
        PageFilter free = PageFilter.builder()
                .attributesNotEqual(Map.of("paywall", "yes"))
                .build();

        assertThat(ids(PageRequest.forNobody().filter(science))).containsExactly("moss");
        assertThat(ids(PageRequest.forNobody().filter(free))).containsExactly("moss", "tides");
        assertThat(ids(PageRequest.forNobody()
                        .filter(PageFilter.builder()
                                .languageCodes("de")
                                .excludedArticles(List.of("moss"))
                                .build())))
                .containsExactly("tides", "vote");
        RecommendException refused = catchThrowableOfType(
                RecommendException.class,
                () -> client.recommend(PageRequest.of("anna")
                        .placement("The Home")
                        .diversity(2)
                        .build()));
        assertThat(refused.violations()).extracting(Violation::field).containsExactly("placement", "diversity");
    }

    private List<String> ids(PageRequest.Builder request) {
        return client.recommend(request.build()).articleIds();
    }

    @Test
    void articlesComeWithTheFieldsAskedFor() {
        Page whole = client.recommend(PageRequest.forNobody().details().build());
        Page titles = client.recommend(PageRequest.forNobody()
                .fields(ArticleField.TITLE, ArticleField.ATTRIBUTES)
                .build());

        ArticleDetails moss = whole.articles().get(0).details().orElseThrow();
        assertThat(moss.topics()).containsExactly("science");
        assertThat(moss.etag()).isNotEmpty();
        assertThat(moss.createTime()).isPresent();
        assertThat(titles.articles().get(2).details())
                .contains(ArticleDetails.builder("vote")
                        .title("About vote")
                        .attribute("paywall", "yes")
                        .build());
        assertThat(client.recommend("", 1).articles().get(0).details()).isEmpty();
    }

    @Test
    void aLookLeavesNoTraceAndSaysWhyArticlesAreMissing() {
        client.report(Event.view("anna", "tides"), Event.dislike("anna", "moss"));
        PageRequest look = PageRequest.of("anna")
                .count(1)
                .explain()
                .lookFor("old", "tides", "moss", "nothing", "vote")
                .build();

        Page first = client.recommend(look);

        assertThat(first.articleIds()).containsExactly("vote");
        assertThat(first.exposureToken()).isEmpty();
        assertThat(first.articles().get(0).sourceShares())
                .containsExactly(new SourceShare(Exposure.Source.TRENDING, 1));
        assertThat(first.absences())
                .extracting(Absence::article, Absence::why)
                .containsExactly(
                        tuple("old", Why.HIDDEN),
                        tuple("tides", Why.VIEWED),
                        tuple("moss", Why.REJECTED),
                        tuple("nothing", Why.NO_SUCH_ARTICLE));
        assertThat(client.activities("anna")).hasSize(2);
        assertThat(client.onlyValidating().recommend("anna", 1).exposureToken()).isEmpty();
    }

    @Test
    void whatASessionOpenedCountsForItsPage() {
        assertThat(ids(PageRequest.forNobody().count(2).recentArticles("moss"))).doesNotContain("moss");
    }

    @Test
    void relatedAndTopAreListsOfTheirOwn() {
        client.report(
                Event.view("1", "vote"), Event.view("2", "vote"), Event.view("3", "moss"), Event.view("bob", "moss"));

        Page related = client.related(RelatedRequest.of("tides").details().build());

        assertThat(related.articleIds()).containsExactly("moss");
        assertThat(related.exposure().orElseThrow().slots()).hasSize(1);
        assertThat(client.related(RelatedRequest.of("tides").reader("bob").build())
                        .isEmpty())
                .isTrue();
        assertThat(catchThrowableOfType(RecommendException.class, () -> client.related("nothing", 3))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(client.top(TopRequest.Kind.POPULAR, 2))
                .extracting(RecommendedArticle::id, RecommendedArticle::score)
                .containsExactly(tuple("moss", 2.0), tuple("vote", 2.0));
        assertThat(client.top(
                        TopRequest.of(TopRequest.Kind.LATEST).topic("SCIENCE").build()))
                .extracting(RecommendedArticle::id)
                .containsExactly("moss", "tides");
    }

    @Test
    void aKeptPageIsExplainedByItsTokenOrItsName() {
        Page page = client.recommend("anna", 2);

        Explanation explanation = client.explain(page, "old", "vote");

        assertThat(explanation.page().slots()).hasSize(2);
        assertThat(explanation.page().stamp()).isEqualTo(page.stamp());
        assertThat(explanation.slots())
                .extracting(Explanation.ExplainedSlot::article)
                .isEqualTo(page.articleIds());
        assertThat(explanation.absences()).extracting(Absence::why).containsExactly(Why.HIDDEN, Why.OUTSCORED);
        assertThat(client.explain("anna", "", page.stamp(), List.of()).page()).isEqualTo(explanation.page());
        assertThat(catchThrowableOfType(
                                RecommendException.class,
                                () -> client.explain("anna", "", page.stamp().minus(Duration.ofDays(1)), List.of()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void anOwnRequestIdBringsTheSamePageAgain() {
        PageRequest request =
                PageRequest.of("anna").count(1).requestId("screen-1").build();

        assertThat(client.recommend(request)).isEqualTo(client.recommend(request));
        assertThat(client.recommend("anna", 1).articleIds())
                .isNotEqualTo(client.recommend(request).articleIds());
    }
}
