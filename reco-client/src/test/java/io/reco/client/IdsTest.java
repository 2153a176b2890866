package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.api.Article;
import io.reco.api.ArticleResponse;
import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.DeleteResult;
import io.reco.client.feedback.Event;
import io.reco.client.page.Exposure;
import io.reco.client.page.Page;
import io.reco.client.page.RecommendedArticle;
import io.reco.client.testing.FakeRecommendServer;

/** Readers and articles are named by texts, and by numbers where a caller has numbers. */
class IdsTest {
    private static final String EXPECTED = "(expected: 1..128 visible ASCII characters, not 0)";

    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private final FakeRecommendServer server = FakeRecommendServer.start(Clock.fixed(START, ZoneOffset.UTC));
    private final RecommendClient client = RecommendClient.connect(server.target());
    private final ManagedChannel channel = InProcessChannelBuilder.forName(
                    server.target().substring("inprocess:".length()))
            .build();

    @AfterEach
    void close() {
        channel.shutdownNow();
        client.close();
        server.close();
    }

    static List<String> ids() {
        return List.of(
                "3f0c7c1e-58b7-4d6c-9a52-6f4f2b9d3c11",
                "2026/11/a-slug_with~marks",
                "!",
                "~",
                "!~",
                "007",
                "7",
                "9223372036854775807",
                "x".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anIdComesBackAsItWasSent(String id) {
        client.upsert(ArticleDetails.builder(id).title("Title").build());
        Page page = client.recommend(id, 5);
        Event event = Event.view(id, id).from(page);
        client.report(event);

        assertThat(page.reader()).isEqualTo(id);
        assertThat(page.articleIds()).containsExactly(id);
        assertThat(page.exposure()).hasValueSatisfying(exposure -> {
            assertThat(exposure.reader()).isEqualTo(id);
            assertThat(exposure.slots()).extracting(Exposure.Slot::articleId).containsExactly(id);
        });
        assertThat(client.recommend(id, 5, page.stamp()).articles())
                .extracting(RecommendedArticle::id, RecommendedArticle::views)
                .containsExactly(tuple(id, 1L));
        assertThat(client.history(id, 5).skip(1)).extracting(Page::stamp).containsExactly(page.stamp());
        assertThat(server.events()).containsExactly(event);
        assertThat(client.articles(id).find(id)).map(ArticleDetails::title).contains("Title");
        assertThat(client.listArticles()).extracting(ArticleDetails::id).containsExactly(id);
        assertThat(client.delete(id)).isEqualTo(new DeleteResult(1, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "two words", "é", "tab\t", "\u007f"})
    void aTextThatIsNoIdIsRefusedAndNamed(String id) {
        refused(id);
    }

    @Test
    void anIdOf129CharactersIsRefusedAndNamed() {
        refused("x".repeat(129));
    }

    private void refused(String id) {
        String shown = id.isEmpty() ? "empty" : id;
        assertThat(client.upsert(ArticleDetails.builder(id).build()).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.violations())
                        .extracting(Violation::description)
                        .containsExactly("article_id: " + shown + " " + EXPECTED));
        assertThat(client.report(Event.view(id, id)).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.violations())
                        .extracting(Violation::field)
                        .containsExactly("reader_id", "article_id"));
        assertThatThrownBy(() -> client.articles("1", id))
                .hasMessageContaining("article_ids[1]: " + shown + " " + EXPECTED);
        assertThatThrownBy(() -> client.delete(id)).hasMessageContaining("article_ids[0]: " + shown + " " + EXPECTED);
        assertThatThrownBy(() -> client.history(id, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reader: " + shown + " " + EXPECTED);
        if (!id.isEmpty()) {
            assertThatThrownBy(() -> client.recommend(id, 5))
                    .hasMessageContaining("reader_id: " + shown + " " + EXPECTED);
        }
    }

    @Test
    void aNumberAndItsDecimalTextAreTheSameId() {
        client.upsert(
                ArticleDetails.builder(5).build(),
                ArticleDetails.builder(4_000_000_000L).build());
        Page page = client.recommend(7, 2);

        assertThat(page.articleIds()).containsExactly("4000000000", "5");
        assertThat(client.recommend("7", 2, page.stamp())).isEqualTo(page);
        assertThat(client.recommendWithDetails(7, 2).articles().get(0).details())
                .isPresent();
        assertThat(client.historyBefore(page, 2)).isEmpty();
        assertThat(Event.share(7, 5).from(page).withId("1"))
                .isEqualTo(Event.share("7", "5").from(page).withId("1"));
        assertThat(client.articles(5, 6).missing()).containsExactly("6");
        assertThat(client.async().articles(5, 6).join())
                .isEqualTo(client.async().articles("5", "6").join());
        assertThat(client.delete(5, 4_000_000_000L).deleted()).isEqualTo(2);
        assertThat(client.async().delete(5).join().missing()).containsExactly("5");
    }

    @Test
    void aNumberThatIsNotPositiveIsRefusedAtOnce() {
        assertThatThrownBy(() -> client.recommend(0, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reader: 0 (expected: > 0)");
        assertThatThrownBy(() -> client.async().recommend(-1, 5, Instant.EPOCH))
                .hasMessage("reader: -1 (expected: > 0)");
        assertThatThrownBy(() -> client.history(0, 5)).hasMessage("reader: 0 (expected: > 0)");
        assertThatThrownBy(() -> client.articles(1, 0)).hasMessage("ids[1]: 0 (expected: > 0)");
        assertThatThrownBy(() -> client.delete(-5)).hasMessage("ids[0]: -5 (expected: > 0)");
        assertThatThrownBy(() -> Event.view(7, -2)).hasMessage("article: -2 (expected: > 0)");
        assertThatThrownBy(() -> ArticleDetails.builder(0)).hasMessage("id: 0 (expected: > 0)");
        assertThat(server.calls(Operation.RECOMMEND)).isZero();
    }

    @Test
    void anEmptyReaderIsNobodyOfWhomNothingIsKept() {
        Page first = client.recommend("", 3);

        assertThat(client.recommend("", 3).articleIds()).isEqualTo(first.articleIds());
        assertThat(first.exposure()).map(Exposure::reader).contains("");
        assertThat(first.toString()).startsWith("page for anonymous reader at");
    }

    @Test
    void reader7AndUser7OfTheOriginalContractHaveTheSamePages() {
        Page page = client.recommend("7", 3);

        ArticleResponse again = userRecommend(7, 3, page.stamp().toEpochMilli());

        assertThat(again.getExposure()).isEqualTo(page.exposureToken());
        assertThat(again.getRecommendsList()).extracting(Article::getArticleId).containsExactly(1, 2, 3);
        assertThat(client.recommend("007", 3).articleIds()).isEqualTo(page.articleIds());
    }

    @Test
    void theOriginalContractNamesOnlyArticlesWithANumber() {
        for (String id : List.of("a-slug", "2147483648", "012", "+3", "12", "2147483647")) {
            client.upsert(ArticleDetails.builder(id).build());
        }

        assertThat(userRecommend(7, 10, 0).getRecommendsList())
                .extracting(Article::getArticleId)
                .containsExactly(12, 2_147_483_647);

        Page page = client.recommend("8", 10);
        assertThat(page.articleIds()).hasSize(6);
        ArticleResponse replayed = userRecommend(8, 10, page.stamp().toEpochMilli());
        assertThat(replayed.getExposure()).isEqualTo(page.exposureToken());
        assertThat(replayed.getRecommendsList())
                .extracting(Article::getArticleId)
                .containsExactly(12, 2_147_483_647);
    }

    @Test
    void aPageWithoutAnyNumberIsSkippedInTheHistoryOfTheOriginalContract() {
        server.recommends("7", "5");
        Page numbered = client.recommend("7", 1, START.minusSeconds(3));
        server.recommends("7", "a-slug");
        Page named = client.recommend("7", 1, START.minusSeconds(2));
        Page newest = client.recommend("7", 1, START.minusSeconds(1));

        assertThat(client.historyBefore(newest, 1)).containsExactly(named, numbered);
        ArticleResponse before = userRecommend(7, 1, newest.stamp().toEpochMilli() - 1);
        assertThat(before.getExposure()).isEqualTo(numbered.exposureToken());
    }

    private ArticleResponse userRecommend(int reader, int count, long stamp) {
        return UserRecommendGrpc.newBlockingStub(channel)
                .userRecommend(UserRequest.newBuilder()
                        .setUserId(reader)
                        .setArticleNum(count)
                        .setTimeStamp(stamp)
                        .build());
    }
}
