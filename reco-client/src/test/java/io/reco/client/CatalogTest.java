package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleQuery;
import io.reco.client.catalog.ArticleStats;
import io.reco.client.catalog.ArticleView;
import io.reco.client.feedback.Event;
import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.Loopback;

class CatalogTest {
    private final FakeRecommendServer server = Loopback.start();
    private final RecommendClient client = Clients.connect(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aChangeOfWhatSomebodyElseChangedMeanwhileIsRefused() {
        client.upsert(ArticleDetails.builder("moss").title("Moss").build());
        ArticleDetails read = client.articles("moss").articles().get(0);
        client.upsert(ArticleDetails.builder("moss").title("Mosses").build());

        var result = client.upsert(read.toBuilder().title("My moss").build());

        assertThat(result.upserted()).isZero();
        assertThat(result.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.violations())
                        .singleElement()
                        .satisfies(violation -> {
                            assertThat(violation.field()).isEqualTo("etag");
                            assertThat(violation.reason()).isEqualTo("STALE_ETAG");
                        }));
        assertThat(client.upsert(read.toBuilder().etag("").title("My moss").build())
                        .upserted())
                .isEqualTo(1);
    }

    @Test
    void aChangeWhoseAnswerWasLostMayBeSentAgain() {
        client.upsert(ArticleDetails.builder("moss").title("Moss").build());
        ArticleDetails change = client.articles("moss").articles().get(0).toBuilder()
                .title("Mosses")
                .build();

        assertThat(client.upsert(change).upserted()).isEqualTo(1);
        assertThat(client.upsert(change).upserted()).isEqualTo(1);
    }

    @Test
    void statsComeWhenTheyAreAskedFor() {
        client.upsert(ArticleDetails.builder("moss").build());
        client.report(
                Event.view("anna", "moss"),
                Event.view("bob", "moss"),
                Event.like("bob", "moss"),
                Event.expose("bob", "moss"));

        assertThat(client.articles("moss").articles().get(0).stats()).isEmpty();
        assertThat(client.articles(List.of("moss"), ArticleView.FULL)
                        .articles()
                        .get(0)
                        .stats())
                .contains(new ArticleStats(2, 0, 1, 1, 2));
    }

    @Test
    void aQuerySelectsAndOrders() {
        client.upsert(
                ArticleDetails.builder("a")
                        .title("Moss and tides")
                        .publishTime(at(1))
                        .build(),
                ArticleDetails.builder("b")
                        .title("Moss")
                        .topics("science")
                        .publishTime(at(3))
                        .build(),
                ArticleDetails.builder("c")
                        .title("Vote")
                        .publishTime(at(2))
                        .attribute("paywall", "yes")
                        .build(),
                ArticleDetails.builder("d").title("Moss").hidden(true).build());

        assertThat(ids(ArticleQuery.builder().words("moss").status(ArticleQuery.Status.LIVE)))
                .containsExactly("a", "b");
        assertThat(ids(ArticleQuery.builder().status(ArticleQuery.Status.HIDDEN)))
                .containsExactly("d");
        assertThat(ids(ArticleQuery.builder().order(ArticleQuery.Order.NEWEST_FIRST)))
                .containsExactly("b", "c", "a", "d");
        assertThat(ids(ArticleQuery.builder().publishedFrom(at(2)).publishedBefore(at(3))))
                .containsExactly("c");
        List<String> handedOver = new ArrayList<>();
        assertThat(client.async()
                        .listArticles(ArticleQuery.builder().build(), article -> handedOver.add(article.id()))
                        .join())
                .isEqualTo(4);
        assertThat(handedOver).containsExactly("a", "b", "c", "d");
    }

    private static Instant at(int day) {
        return Instant.parse("2026-01-0" + day + "T00:00:00Z");
    }

    private List<String> ids(ArticleQuery.Builder query) {
        return client.listArticles(query.build()).map(ArticleDetails::id).toList();
    }

    @Test
    void aValidatingClientChangesNothing() {
        client.upsert(ArticleDetails.builder("moss").build());
        RecommendClient validating = client.onlyValidating();

        assertThat(validating.upsert(ArticleDetails.builder("new").build()).upserted())
                .isEqualTo(1);
        assertThat(validating.delete("moss").deleted()).isEqualTo(1);
        assertThat(validating.report(Event.view("anna", "moss")).accepted()).isEqualTo(1);
        assertThat(validating.erase("anna").actions()).isZero();

        assertThat(client.listArticles()).extracting(ArticleDetails::id).containsExactly("moss");
        assertThat(server.events()).isEmpty();
        assertThat(client.reader("anna").eraseTime()).isEmpty();
    }
}
