package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.recommend.draft.PageRequest;

/** What is promised of exploring: exact probabilities, a floor of showings, and a chance for every new article and reader. */
@Timeout(300)
class ExplorationTest {

    private static final int ARTICLES = 200;
    private static final int PAGES = 50_000;

    /** What one article in a thousand times exceeds by chance, in standard deviations. */
    private static final double UNLIKELY = 3.1;

    private static void publishNew(Newsroom room, int from, int to, boolean topics) {
        List<Fact> facts = new ArrayList<>();
        for (int id = from; id <= to; id++) {
            long publishMs = Newsroom.NOW - (id - from) * 600_000L;
            facts.add(new Fact.ArticleUpserted(
                    topics
                            ? Newsroom.article(id, "topic" + id % 10, publishMs)
                            : Article.bare(Integer.toString(id)).publishedAt(publishMs)));
        }
        room.append(facts);
    }

    @Test
    void aHundredThousandPagesHoldWhatTheirPropensitiesSay() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, 10).simulate(300, 10_000, ARTICLES, 10)) {
            publishNew(room, 9_001, 9_040, true);
            publishNew(room, 9_101, 9_140, false);
            room.settle();

            // Each page of nobody in particular has a seed of its own; models and clock stand still.
            requireInclusionAsLogged(room, room.anonymous().after(List.of("3", "13", "23")), 1);
            requireInclusionAsLogged(room, room.anonymous(), 2);

            // From here on the ranking is the one that a kept page left, as long as the clock stands still.
            var unused = room.engine.recommender().recommend(room.anonymous()).join();
            requireInclusionAsLogged(room, room.anonymous(), 2);
        }
    }

    private static void requireInclusionAsLogged(Newsroom room, PageRequest request, int places) {
        Map<Long, Integer> included = new HashMap<>();
        Map<Long, Float> logged = new HashMap<>();
        for (int page = 0; page < PAGES; page++) {
            int drawn = 0;
            for (Page.Slot slot : room.page(request)) {
                if (slot.propensity() < 1) {
                    drawn++;
                    included.merge(slot.article(), 1, Integer::sum);
                    float before = logged.getOrDefault(slot.article(), slot.propensity());
                    assertThat(slot.propensity()).isEqualTo(before);
                    logged.put(slot.article(), slot.propensity());
                }
            }
            assertThat(drawn).isEqualTo(places);
        }
        double sum = logged.values().stream().mapToDouble(chance -> chance).sum();
        assertThat(sum).isCloseTo(places, within(0.01));
        double chiSquare = 0;
        for (Map.Entry<Long, Float> article : logged.entrySet()) {
            double expected = PAGES * (double) article.getValue();
            double off = included.getOrDefault(article.getKey(), 0) - expected;
            chiSquare += off * off / expected;
        }
        int freedom = logged.size() - 1;
        // Wilson and Hilferty: the cube root of chi-square by its degrees of freedom is nearly normal.
        double normal = (Math.cbrt(chiSquare / freedom) - (1 - 2.0 / (9 * freedom))) / Math.sqrt(2.0 / (9 * freedom));
        assertThat(normal)
                .as("chi-square %s of %d articles", chiSquare, logged.size())
                .isLessThan(UNLIKELY);
        assertThat(logged.size()).isBetween(2, 64);
    }

    @Test
    void anArticleThatWasShownLeastIsDrawnFirstUntilTheFloorIsReached() {
        MovableClock clock = new MovableClock(Instant.ofEpochMilli(Newsroom.NOW));
        try (Newsroom room = new Newsroom(clock).publish(ARTICLES, 10).simulate(300, 10_000, ARTICLES, 10)) {
            publishNew(room, 9_001, 9_010, false);
            Map<Long, Integer> shown = new HashMap<>();
            // 100 pages a minute for each of ten new articles, over half an hour, of readers of all kinds.
            for (int page = 0; page < 30 * 100 * 10; page++) {
                if (page % 100 == 0) {
                    clock.move(Duration.ofSeconds(6));
                }
                String reader = page % 3 == 0 ? "" : page % 3 == 1 ? "new-" + page : Integer.toString(1 + page % 300);
                PageRequest request = PageRequest.of(reader, 10, room.engine.policy());
                room.engine
                        .recommender()
                        .recommend(request)
                        .join()
                        .items()
                        .forEach(item -> shown.merge(item.slot().article(), 1, Integer::sum));
            }

            for (long id = 9_001; id <= 9_010; id++) {
                assertThat(shown.getOrDefault(id, 0)).as("article " + id).isGreaterThanOrEqualTo(100);
            }
        }
    }

    @Test
    void whereContentSaysNothingTheRankingTellsWhichNewArticleSuits() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 30; id++) {
                long publishMs = id <= 20 ? Newsroom.NOW - 48 * Newsroom.HOUR : Newsroom.NOW - Newsroom.HOUR;
                facts.add(new Fact.ArticleUpserted(
                        Article.bare(Integer.toString(id)).publishedAt(publishMs)));
            }
            // Readers of 3 read all that is old, and five of them a new one, 25.
            for (int reader = 1; reader <= 15; reader++) {
                for (int old = 1; old <= 20; old++) {
                    facts.add(room.view(reader, old));
                }
                if (reader <= 5) {
                    facts.add(room.view(reader, 25));
                }
            }
            room.append(facts);
            room.settle();

            // By novelty alone they would be alike: they are of one hour.
            assertThat(propensity(room, 25)).isGreaterThan(3 * propensity(room, 26));
            assertThat(propensity(room, 26)).isPositive();
        }
    }

    @Test
    void exposuresEndAFloorThatThisServerDidNotServe() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, 10).simulate(300, 10_000, ARTICLES, 10)) {
            publishNew(room, 9_001, 9_002, false);
            float before = propensity(room, 9_001);
            List<Event> exposures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                exposures.add(new Event(
                        "x" + i,
                        "elsewhere-" + i,
                        "9001",
                        EventType.EXPOSE,
                        Newsroom.NOW,
                        new Origin(Newsroom.NOW, 0, LongList.of())));
            }
            room.append(exposures);

            assertThat(propensity(room, 9_001)).isLessThan(before / 3);
        }
    }

    /** Of an article on the page of a reader of whom something is known; looked for on many. */
    private static float propensity(Newsroom room, long article) {
        PageRequest request = room.anonymous().after(List.of("3", "13", "23"));
        for (int page = 0; page < 2_000; page++) {
            for (Page.Slot slot : room.page(request)) {
                if (slot.article() == article) {
                    return slot.propensity();
                }
            }
        }
        return 0;
    }

    @Test
    void threeHundredNewReadersSeeMostOfAThousandNewArticles() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1_001; id <= 2_000; id++) {
                facts.add(new Fact.ArticleUpserted(
                        Article.bare(Integer.toString(id)).publishedAt(Newsroom.NOW)));
            }
            room.append(facts);
            Set<Long> seen = new HashSet<>();
            for (int reader = 1; reader <= 300; reader++) {
                room.engine
                        .recommender()
                        .recommend(PageRequest.of("new-" + reader, 10, room.engine.policy()))
                        .join()
                        .items()
                        .forEach(item -> seen.add(item.slot().article()));
            }

            assertThat(seen).filteredOn(id -> id > 1_000).hasSizeGreaterThanOrEqualTo(500);
        }
    }
}
