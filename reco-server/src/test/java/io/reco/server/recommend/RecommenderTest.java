package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.exposure.Exposure;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

@Timeout(300)
class RecommenderTest {

    private static final PageRequest REQUEST = PageRequest.of("7", 10, Policy.defaults());

    @Test
    void aLookShowsTheNextPageWithoutTokenAndKeepsAndCountsNothing() {
        try (Newsroom room = new Newsroom().publish(100, 10)) {
            Answer look = room.engine.recommender().recommend(REQUEST.notKept()).join();
            Answer again =
                    room.engine.recommender().recommend(REQUEST.notKept()).join();

            assertThat(look.items()).hasSize(10);
            assertThat(look.exposure()).isEmpty();
            assertThat(again).isEqualTo(look);
            assertThat(room.store.readers().read("7").join().pages()).isEmpty();
            for (Rung rung : Rung.values()) {
                assertThat(room.engine.status().pages().get(rung)).isZero();
            }

            Answer page = room.engine.recommender().recommend(REQUEST).join();
            assertThat(page.items()).isEqualTo(look.items());
            assertThat(page.exposure()).isNotEmpty();
        }
    }

    @Test
    void aLookAtAKeptPageHasNoToken() {
        try (Newsroom room = new Newsroom().publish(100, 10)) {
            Answer page = room.engine.recommender().recommend(REQUEST).join();

            Answer look = room.engine
                    .recommender()
                    .recommend(REQUEST.at(page.stamp()).notKept())
                    .join();

            assertThat(look.items()).isEqualTo(page.items());
            assertThat(look.stamp()).isEqualTo(page.stamp());
            assertThat(look.exposure()).isEmpty();
        }
    }

    @Test
    void whatWasOpenedJustNowMakesThePageOfAStrangerPersonalAndIsNotKept() {
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 20_000, 500, 10)) {
            PageRequest stranger = PageRequest.of("", 10, Policy.defaults());
            List<String> recent = List.of("23", "13", "3");

            List<Answer.Item> without =
                    room.engine.recommender().recommend(stranger).join().items();
            List<Answer.Item> page = room.engine
                    .recommender()
                    .recommend(stranger.after(recent))
                    .join()
                    .items();

            assertThat(page).extracting(Answer.Item::article).doesNotContainAnyElementsOf(recent);
            assertThat(ofTopic(page, "3")).isGreaterThan(ofTopic(without, "3") + 3);
            assertThat(page).extracting(item -> item.slot().rung()).containsOnly(Rung.PERSONAL);
            var unused = room.engine
                    .recommender()
                    .recommend(PageRequest.of("newcomer", 10, Policy.defaults()).after(recent))
                    .join();
            assertThat(room.store.readers().read("newcomer").join().actions().size())
                    .isZero();
        }
    }

    private static long ofTopic(List<Answer.Item> page, String topic) {
        return page.stream().filter(item -> item.article().endsWith(topic)).count();
    }

    @Test
    void openedArticlesThatNobodyKnowsArePassedOver() {
        try (Newsroom room = new Newsroom().publish(100, 10)) {
            PageRequest request = REQUEST.after(List.of("nobody-knows-it", "4711"));

            assertThat(room.engine.recommender().recommend(request).join().items())
                    .hasSize(10);
        }
    }

    @Test
    void whoAsksForNumbersGetsNoOtherIdsInNewPagesReplaysOrHistory() {
        MovableClock clock = new MovableClock(Instant.ofEpochMilli(Newsroom.NOW));
        try (Newsroom room = new Newsroom(clock)) {
            // The newest come first: a page of slugs alone, one of both, one of numbers.
            List<Fact> articles = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String id = i < 15 ? "slug-" + i : Integer.toString(i);
                articles.add(new Fact.ArticleUpserted(Article.bare(id).publishedAt(Newsroom.NOW - i)));
            }
            room.append(articles);
            PageRequest any = PageRequest.of("7", 10, certain());
            List<Answer> pages = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clock.move(Duration.ofSeconds(1));
                pages.add(room.engine.recommender().recommend(any).join());
            }
            assertThat(ids(pages.get(0))).allMatch(id -> id.startsWith("slug"));
            assertThat(ids(pages.get(1))).anyMatch(id -> id.startsWith("slug")).anyMatch(id -> !id.startsWith("slug"));

            PageRequest numbers = any.inNumbers();
            Answer replayed = room.engine
                    .recommender()
                    .recommend(numbers.at(pages.get(1).stamp()))
                    .join();
            assertThat(ids(replayed)).hasSize(5).allMatch(id -> !id.startsWith("slug"));
            assertThat(replayed.exposure()).isEqualTo(pages.get(1).exposure());
            Answer history = room.engine
                    .recommender()
                    .recommend(numbers.at(pages.get(1).stamp() - 1))
                    .join();
            assertThat(history).isEqualTo(Answer.NONE); // the page of slugs is skipped
            Answer fresh = room.engine
                    .recommender()
                    .recommend(PageRequest.of("8", 10, certain()).inNumbers())
                    .join();
            assertThat(ids(fresh)).hasSize(10).allMatch(id -> !id.startsWith("slug"));
        }
    }

    private static Policy certain() {
        Policy defaults = Policy.defaults();
        return new Policy(
                "certain", defaults.sources(), defaults.variety(), defaults.repetition(), Policy.Exploration.NONE);
    }

    private static List<String> ids(Answer answer) {
        return answer.items().stream().map(Answer.Item::article).toList();
    }

    @Test
    void aPageWhoseTokenWouldBeTooLongEndsEarlierAndTheTokenNamesAllOfIt() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> articles = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String id = "x".repeat(125) + (100 + i);
                articles.add(new Fact.ArticleUpserted(Article.bare(id).publishedAt(Newsroom.NOW - i)));
            }
            room.append(articles);

            Answer page = room.engine
                    .recommender()
                    .recommend(PageRequest.of("r".repeat(128), 100, Policy.defaults()))
                    .join();

            assertThat(page.items()).hasSizeBetween(30, 60);
            assertThat(page.exposure()).hasSizeLessThanOrEqualTo(ExposureTokens.CHARS_MAX);
            Exposure told =
                    new ExposureTokens(Newsroom.KEYS).verify(page.exposure()).orElseThrow();
            assertThat(told.articles()).isEqualTo(ids(page));
            // Also where it ends earlier, a new article has its chance.
            assertThat(page.items())
                    .anySatisfy(item -> assertThat(item.slot().propensity()).isLessThan(1));
        }
    }

    @Test
    void aPageTellsThePolicyItWasMadeBy() {
        try (Newsroom room = new Newsroom().publish(20, 2)) {
            var unused = room.engine
                    .recommender()
                    .recommend(PageRequest.of("7", 10, certain()))
                    .join();

            assertThat(room.store.readers().read("7").join().pages().get(0).policy())
                    .isEqualTo("certain");
        }
    }

    @Test
    void whatSpokeForEachArticleIsKeptWithThePageAndTheLargestShareNamesItsSource() {
        try (Newsroom room = new Newsroom().publish(500, 10).simulate(500, 20_000, 500, 10)) {
            Answer page = room.engine.recommender().recommend(REQUEST).join();

            List<Page.Slot> kept =
                    room.store.readers().read("7").join().pages().get(0).slots();
            assertThat(page.items()).extracting(Answer.Item::slot).isEqualTo(kept);
            assertThat(kept).anyMatch(slot -> slot.shares().count() > 1);
            assertThat(kept).allSatisfy(slot -> {
                assertThat(slot.source()).isEqualTo(slot.shares().source(0));
                for (int place = 1; place < slot.shares().count(); place++) {
                    assertThat(slot.shares().share(place))
                            .isLessThanOrEqualTo(slot.shares().share(place - 1));
                }
            });
        }
    }
}
