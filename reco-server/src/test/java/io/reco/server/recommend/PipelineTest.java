package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.store.Kept;

@Timeout(300)
class PipelineTest {

    private static final int ARTICLES = 500;
    private static final int READERS = 1_000;
    private static final int TOPICS = 10;

    @Test
    void readersOfDifferentTastesGetDifferentPagesOfTheirOwnTopics() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 50_000, ARTICLES, TOPICS)) {
            room.engine.settled().join();

            List<Set<Integer>> pages = new ArrayList<>();
            double own = 0;
            double ownIfPopular = 0;
            List<Integer> popular = room.ids(room.page(0, 10));
            for (int reader = 1; reader <= 100; reader++) {
                List<Integer> page = room.ids(room.page(reader, 10));
                pages.add(new HashSet<>(page));
                own += shareOfTopic(page, reader % TOPICS);
                ownIfPopular += shareOfTopic(popular, reader % TOPICS);
            }

            assertThat(meanOverlap(pages)).isLessThan(0.5);
            assertThat(own).isGreaterThan(2 * ownIfPopular);
        }
    }

    private static Predicate<Integer> topicOf(int reader) {
        return id -> id % TOPICS == reader % TOPICS;
    }

    private static double shareOfTopic(List<Integer> page, int topic) {
        return page.stream().filter(id -> id % TOPICS == topic).count() / (double) page.size();
    }

    private static double meanOverlap(List<Set<Integer>> pages) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < pages.size(); i++) {
            for (int j = 0; j < i; j++) {
                Set<Integer> common = new HashSet<>(pages.get(i));
                common.retainAll(pages.get(j));
                sum += common.size() / (double) pages.get(i).size();
                pairs++;
            }
        }
        return sum / pairs;
    }

    @Test
    void viewsOfATopicShiftTheVeryNextPageToIt() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 50_000, ARTICLES, TOPICS)) {
            int reader = READERS + 1;
            List<Integer> before = room.ids(room.page(reader, 10));

            room.store
                    .facts()
                    .append(List.of(room.view(reader, 13), room.view(reader, 23), room.view(reader, 33)))
                    .join();
            List<Integer> after = room.ids(room.page(reader, 10));

            assertThat(shareOfTopic(after, 3)).isGreaterThan(shareOfTopic(before, 3) + 0.3);
        }
    }

    @Test
    void aPageIsFilledDownTheLadder() {
        try (Newsroom room = new Newsroom().publish(12, 3)) {
            room.append(List.of(room.view(1, 1), room.view(1, 2), room.view(2, 1), room.view(2, 5)));
            room.append(List.of(room.view(3, 8), room.event(1, 12, EventType.HIDE)));
            room.engine.settled().join();
            List<Page.Slot> served = List.of(
                    new Page.Slot(10, Rung.TRENDING, 1, Shares.of(Source.TRENDING)),
                    new Page.Slot(2, Rung.FRESH, 1, Shares.of(Source.FRESH)));
            var unused =
                    Kept.keep(room.store, "1", state -> new Page(Newsroom.NOW - 1, "", "", new ModelId(0), served));

            List<Page.Slot> slots = room.page(1, 100);

            assertThat(slots)
                    .extracting(Page.Slot::article)
                    .doesNotHaveDuplicates()
                    .hasSize(11)
                    .doesNotContain(12L);
            assertThat(slots).extracting(Page.Slot::rung).isSorted();
            assertThat(slots.get(0).article()).isEqualTo(5);
            assertThat(slots.get(0).source()).isEqualTo(Source.NEIGHBOURS);
            assertThat(slots.get(8)).isEqualTo(new Page.Slot(10, Rung.SERVED, 1, Shares.of(Source.SERVED)));
            assertThat(slots.subList(9, 11))
                    .extracting(Page.Slot::article, Page.Slot::rung)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(1L, Rung.VIEWED),
                            org.assertj.core.groups.Tuple.tuple(2L, Rung.VIEWED));
        }
    }

    @Test
    void whatMayNotBeServedNeverIs() {
        try (Newsroom room = new Newsroom().publish(3, 1)) {
            Article hidden = new Article("4", "", "", "", "", List.of(), "", 1, Article.NEVER, true);
            Article expired = new Article("5", "", "", "", "", List.of(), "", 1, Newsroom.NOW, false);
            Article later = Newsroom.article(6, "topic0", Newsroom.NOW + 1);
            room.append(List.of(
                    new Fact.ArticleUpserted(hidden),
                    new Fact.ArticleUpserted(expired),
                    new Fact.ArticleUpserted(later),
                    new Fact.ArticleDeleted("2")));
            for (int unlisted = 4; unlisted <= 9; unlisted++) {
                room.append(room.view(unlisted, unlisted));
                room.append(room.view(unlisted, 1));
            }

            assertThat(room.ids(room.page(77, 100))).containsExactlyInAnyOrder(1, 3);
            assertThat(room.engine
                            .models()
                            .<Integer>read(view -> view.articles().servableCount(Newsroom.NOW)))
                    .isEqualTo(2);
            // An id that the catalogue never had is not numbered anywhere.
            assertThat(room.engine
                            .models()
                            .<Integer>read(view -> view.articles().ordinal(9)))
                    .isEqualTo(Articles.NONE);
        }
    }

    @Test
    void anArticleReadBeforeItWasPublishedIsServedOnceItIs() {
        try (Newsroom room = new Newsroom().publish(3, 1)) {
            room.append(room.view(1, 99));
            assertThat(room.ids(room.page(2, 10))).doesNotContain(99);

            room.append(new Fact.ArticleUpserted(Newsroom.article(99, "topic0", Newsroom.NOW)));

            assertThat(room.ids(room.page(2, 10))).contains(99);
        }
    }

    @Test
    void aNewArticleFindsReadersOfItsTopicOnTheVeryNextPage() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 20_000, ARTICLES, TOPICS)) {
            room.append(new Fact.ArticleUpserted(Newsroom.article(9_003, "topic3", Newsroom.NOW)));

            assertThat(pagesWith(room, 9_003, 13)).isGreaterThan(65);
            assertThat(pagesWith(room, 9_003, 14)).isBetween(1, 80);
        }
    }

    /** On how many of a hundred next pages, asked for at other moments, the article is. */
    private static int pagesWith(Newsroom room, int article, int reader) {
        int pages = 0;
        for (int i = 0; i < 100; i++) {
            pages += room.ids(room.page(reader, 10, Newsroom.NOW + i)).contains(article) ? 1 : 0;
        }
        return pages;
    }

    @Test
    void newArticlesShareAPlaceByChanceAndTheirPropensitySaysHowOften() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 20_000, ARTICLES, TOPICS)) {
            List<Integer> newcomers = List.of(9_003, 9_013, 9_023, 9_033);
            newcomers.forEach(
                    id -> room.append(new Fact.ArticleUpserted(Newsroom.article(id, "topic3", Newsroom.NOW))));
            int pages = 2_000;

            Map<Integer, Float> chances = requireExactPropensities(room, 13, pages);

            assertThat(chances.keySet()).containsAll(newcomers);
            for (int id : newcomers) {
                assertThat(chances.get(id)).isBetween(0.05f, 0.95f);
            }
        }
    }

    @Test
    void strangersDrawFromWhatIsNewAndTheirPropensitiesAreExactToo() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 20_000, ARTICLES, TOPICS)) {
            for (int id = 9_001; id <= 9_005; id++) {
                room.append(new Fact.ArticleUpserted(
                        Article.bare(Integer.toString(id)).publishedAt(Newsroom.NOW)));
            }

            Map<Integer, Float> strangers = requireExactPropensities(room, 0, 2_000);
            Map<Integer, Float> known = requireExactPropensities(room, 13, 2_000);

            assertThat(strangers.keySet()).contains(9_001, 9_002, 9_003, 9_004, 9_005);
            assertThat(known.keySet()).contains(9_001, 9_002, 9_003, 9_004, 9_005);
        }
    }

    /** Checks that inverse propensities add up to the number of pages, for each article; returns each one's propensity. */
    private static Map<Integer, Float> requireExactPropensities(Newsroom room, int reader, int pages) {
        room.settle();
        room.engine.settled().join();
        Map<Integer, Double> weighed = new HashMap<>();
        Map<Integer, Float> chances = new HashMap<>();
        for (int i = 0; i < pages; i++) {
            for (Page.Slot slot : room.page(reader, 10, Newsroom.NOW + i)) {
                weighed.merge((int) slot.article(), 1.0 / slot.propensity(), Double::sum);
                chances.put((int) slot.article(), slot.propensity());
            }
        }
        chances.forEach((id, chance) -> {
            // At most four and a half standard deviations of a binomial mean.
            double bound = 4.5 * Math.sqrt((1 / chance - 1) / pages) + 1e-3;
            assertThat(weighed.getOrDefault(id, 0.0) / pages)
                    .as("article " + id)
                    .isCloseTo(1, within(bound));
        });
        return chances;
    }

    @Test
    void whatIsNewStandsAboveLeftoversOfDaysAgoAndBelowWhatIsReadNow() {
        try (Newsroom room = new Newsroom().publish(60, 60)) {
            List<Fact> facts = new ArrayList<>();
            for (int reader = 1; reader <= 10; reader++) {
                String article = Integer.toString(reader);
                facts.add(new io.reco.server.domain.Event(
                        "old" + reader, article, article, EventType.VIEW, Newsroom.NOW - 240 * Newsroom.HOUR, 0));
                facts.add(room.view(100 + reader, 15));
            }
            room.append(facts);

            List<Page.Slot> slots = room.page(0, 20);

            assertThat(slots.get(0).article()).isEqualTo(15);
            assertThat(slots.get(0).rung()).isEqualTo(Rung.TRENDING);
            assertThat(slots.subList(1, 20)).extracting(Page.Slot::article).allMatch(id -> id > 36);
            assertThat(room.ids(room.page(0, 60)).subList(25, 35)).allMatch(id -> id <= 10);
        }
    }

    @Test
    void whoOnlyDislikedATopicGetsLessOfIt() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, 5).simulate(READERS, 20_000, ARTICLES, 5)) {
            double stranger = 0;
            double averse = 0;
            for (int i = 0; i < 50; i++) {
                int topic = i % 5;
                int reader = 5_000 + i;
                stranger += topicShare(room.ids(room.page(0, 10)), topic);
                room.append(List.of(
                        room.event(reader, 300 + topic, EventType.DISLIKE),
                        room.event(reader, 350 + topic, EventType.HIDE),
                        room.event(reader, 400 + topic, EventType.DISLIKE)));
                List<Page.Slot> page = room.page(reader, 10);
                averse += topicShare(
                        page.stream().map(slot -> (int) slot.article()).toList(), topic);
                assertThat(page).extracting(Page.Slot::rung).doesNotContain(Rung.PERSONAL);
            }

            assertThat(stranger / 50).isBetween(0.15, 0.25);
            assertThat(averse / 50).isLessThan(0.1);
        }
    }

    private static double topicShare(List<Integer> page, int topic) {
        return page.stream().filter(id -> id % 5 == topic).count() / (double) page.size();
    }

    @Test
    void anEventReachesOtherReadersPagesWithinASecond() {
        // The quickest of a few: what others do to the machine comes and goes.
        assertThat(IntStream.range(0, 5).anyMatch(i -> eventToPageNanos() < 1_000_000_000))
                .isTrue();
    }

    /** Readers of a running session: what they open after one another is known at once, whatever is learned in the background. */
    private static long eventToPageNanos() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 20_000, ARTICLES, TOPICS)) {
            room.append(List.of(viewed(5_001, 499, 3_000), viewed(5_002, 499, 3_000)));
            assertThat(room.ids(room.page(5_002, 10))).doesNotContain(488);
            room.settle();

            long begin = System.nanoTime();
            for (int reader = 6_000; reader < 6_005; reader++) {
                // One after the other: of views of one moment nobody knows which came first.
                room.store
                        .facts()
                        .append(List.of(viewed(reader, 499, 2_000), viewed(reader, 488, 1_000)))
                        .join();
            }

            await().pollInterval(java.time.Duration.ofMillis(10))
                    .until(() -> room.ids(room.page(5_002, 10)).contains(488));
            return System.nanoTime() - begin;
        }
    }

    private static Event viewed(int reader, int article, long agoMs) {
        String id = reader + "-" + article;
        return new Event(
                id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, Newsroom.NOW - agoMs, 0);
    }

    @Test
    void anEmptyCatalogueGivesAnEmptyPage() {
        try (Newsroom room = new Newsroom()) {
            assertThat(room.page(1, 10)).isEmpty();
            assertThat(room.page(0, 10)).isEmpty();
        }
    }

    @Test
    void withoutAnyEventTheNewestArticlesAreServed() {
        try (Newsroom room = new Newsroom().publish(20, 2)) {
            assertThat(room.ids(room.page(1, 3))).containsExactlyInAnyOrder(20, 19, 18);
        }
    }

    @Test
    void noTopicTakesMoreThanItsShareWhileOthersAreThere() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, TOPICS).simulate(READERS, 20_000, ARTICLES, TOPICS)) {
            room.engine.settled().join();

            for (int reader = 1; reader <= 20; reader++) {
                List<Integer> page = new ArrayList<>(room.ids(room.page(reader, 10)));
                page.remove(5); // explores: what is drawn may be of any topic
                assertThat(page).filteredOn(topicOf(reader)).hasSizeLessThanOrEqualTo(7);
            }
        }
    }
}
