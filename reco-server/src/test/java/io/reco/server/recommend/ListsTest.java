package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.lists.Listing;
import io.reco.server.recommend.lists.TopKind;

/** Lists: what is like an article, and what is at the top. */
class ListsTest {

    private static final int ARTICLES = 400;
    private static final int TOPICS = 8;

    private final Newsroom room = new Newsroom().publish(ARTICLES, TOPICS);

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void whatItsReadersAlsoReadIsRelated() {
        room.simulate(300, 20_000, ARTICLES, TOPICS);

        for (int article = 201; article <= 208; article++) {
            List<Integer> related = related(article, "", 10);

            assertThat(related).hasSize(10).doesNotContain(article).doesNotHaveDuplicates();
            assertThat(related)
                    .filteredOn(other -> other % TOPICS == related.get(0) % TOPICS)
                    .as("of one topic, as its readers are")
                    .hasSizeGreaterThan(7);
        }
    }

    @Test
    void whatIsAboutTheSameIsRelatedToAnArticleThatNobodyRead() {
        room.simulate(300, 20_000, ARTICLES, TOPICS);
        room.append(List.of(new Fact.ArticleUpserted(Newsroom.article(9_000, "topic3", Newsroom.NOW))));

        assertThat(related(9_000, "", 10)).hasSize(10).allMatch(other -> other % TOPICS == 3);
    }

    @Test
    void aListHasNothingThatItsReaderViewedOrRejectedAndMayHaveWhatWasServed() {
        room.simulate(300, 20_000, ARTICLES, TOPICS);
        List<Integer> forNobody = related(201, "", 10);
        int viewed = forNobody.get(0);
        int disliked = forNobody.get(1);
        room.append(List.of(room.view(7_000, viewed), room.event(7_000, disliked, EventType.DISLIKE)));
        var unused = room.engine
                .recommender()
                .recommend(PageRequest.of("7000", 50, Policy.defaults()))
                .join();

        List<Integer> forReader = related(201, "7000", 10);

        assertThat(forReader).hasSize(10).doesNotContain(viewed, disliked).contains(forNobody.get(2));
    }

    @Test
    void ofAnArticleThatIsHiddenTheRelatedOnesAreKnownAndOfOneThatIsGoneThereAreNone() {
        room.simulate(300, 20_000, ARTICLES, TOPICS);
        room.append(List.of(
                new Fact.ArticleUpserted(hidden(201)),
                new Fact.ArticleDeleted("202"),
                new Fact.ArticleUpserted(hidden(203))));

        assertThat(related(201, "", 10)).hasSize(10).doesNotContain(202, 203);
        for (String gone : List.of("202", "no-such-article")) {
            assertThatThrownBy(() -> room.engine
                            .lists()
                            .related(gone, request("", 10), false)
                            .join())
                    .cause()
                    .isInstanceOf(Refusal.class)
                    .hasMessage("article_id: " + gone + " (expected: an article of the catalogue)");
        }
    }

    @Test
    void nothingIsRelatedToAnArticleOfWhichNothingIsKnown() {
        room.append(List.of(new Fact.ArticleUpserted(Article.bare("unlike").publishedAt(Newsroom.NOW))));

        assertThat(room.engine.lists().related("unlike", request("", 10), false).join())
                .isEqualTo(new Listing("", List.of()));
    }

    @Test
    void popularIsWhatWasViewedMost() {
        room.simulate(300, 20_000, ARTICLES, TOPICS);
        Map<Integer, Long> views = new TreeMap<>();
        List<Listing.Item> popular =
                room.engine.lists().top(TopKind.POPULAR, "", request("", 100)).items();
        popular.forEach(item -> views.put(Integer.parseInt(item.article()), item.views()));

        assertThat(popular).hasSize(100).isSortedAccordingTo(Comparator.comparing(item -> -item.views()));
        long least = popular.get(99).views();
        IntStream.rangeClosed(1, ARTICLES)
                .filter(id -> !views.containsKey(id))
                .forEach(id -> assertThat(room.engine
                                .models()
                                .<Integer>read(view -> view.popularity().views(ordinal(id))))
                        .isLessThanOrEqualTo((int) least));
    }

    @Test
    void latestIsWhatWasPublishedLastAndOfATopicThatAlone() {
        assertThat(top(TopKind.LATEST, "", 5)).containsExactly(400, 399, 398, 397, 396);
        assertThat(top(TopKind.LATEST, "TOPIC3", 3)).containsExactly(395, 387, 379);
        assertThat(top(TopKind.LATEST, "no such topic", 3)).isEmpty();
    }

    @Test
    void trendingIsWhatIsReadNowAndOfATopicThatAlone() {
        List<Fact> facts = new ArrayList<>();
        for (int article = 1; article <= 200; article++) {
            for (int reader = 0; reader <= article % 50; reader++) {
                facts.add(room.view(10_000 + 100 * article + reader, article));
            }
        }
        room.append(facts);

        assertThat(top(TopKind.TRENDING, "", 4)).containsExactlyInAnyOrder(49, 99, 149, 199);
        List<Integer> ofTopic = top(TopKind.TRENDING, "topic1", 25);
        assertThat(ofTopic).hasSize(25).allMatch(article -> article % TOPICS == 1 && article <= 200);
        assertThat(ofTopic.get(0)).isIn(49, 97, 145);
    }

    @Test
    void whatMayNotBeServedIsOnNoList() {
        room.append(List.of(room.view(1, 400), room.view(1, 399), room.view(1, 398)));
        room.append(List.of(new Fact.ArticleUpserted(hidden(400)), new Fact.ArticleDeleted("399")));

        for (TopKind kind : TopKind.values()) {
            assertThat(top(kind, "", 100)).as(kind.name()).contains(398).doesNotContain(400, 399);
        }
    }

    private int ordinal(int article) {
        return room.engine.models().read(view -> view.articles().ordinal(article));
    }

    private static Article hidden(int id) {
        return new Article(
                Integer.toString(id), "", "", "", "", List.of("topic" + id % TOPICS), "", 1, Article.NEVER, true);
    }

    private static PageRequest request(String reader, int count) {
        return PageRequest.of(reader, count, Policy.related());
    }

    private List<Integer> related(int article, String reader, int count) {
        return ids(room.engine
                .lists()
                .related(Integer.toString(article), request(reader, count), false)
                .join());
    }

    private List<Integer> top(TopKind kind, String topic, int count) {
        return ids(room.engine.lists().top(kind, topic, PageRequest.of("", count, Policy.top())));
    }

    private static List<Integer> ids(Listing listing) {
        return listing.items().stream()
                .map(item -> Integer.parseInt(item.article()))
                .toList();
    }
}
