package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.model.View;

@Timeout(300)
class WhatTrendsTest {

    private static final int ARTICLES = 500;
    private static final int HOT = 220;
    private static final long YEAR = 365 * 24 * Newsroom.HOUR;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(Newsroom.NOW));
    private int readers = 1_000;

    /** The first 220 articles have three readers each, the others one. */
    private Newsroom hotArticles(long expireMs) {
        Newsroom room = new Newsroom(clock);
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            long until = id <= HOT ? expireMs : Article.NEVER;
            facts.add(new Fact.ArticleUpserted(article(id, until, false)));
        }
        room.append(facts);
        facts.clear();
        for (int id = 1; id <= ARTICLES; id++) {
            for (int i = 0; i < (id <= HOT ? 3 : 1); i++) {
                facts.add(room.view(readers++, id));
            }
        }
        room.append(facts);
        return room;
    }

    private static Article article(int id, long expireMs, boolean hidden) {
        long published = Newsroom.NOW - 2 * YEAR + id;
        return new Article(
                Integer.toString(id), "", "", "", "", List.of("topic" + id % 5), "", published, expireMs, hidden);
    }

    @Test
    void whatIsDeletedMakesRoomForTheNextHottest() {
        try (Newsroom room = hotArticles(Article.NEVER)) {
            assertThat(room.ids(room.page(1, 20))).allMatch(id -> id <= HOT);
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= HOT; id++) {
                facts.add(new Fact.ArticleDeleted(Integer.toString(id)));
            }

            room.append(facts);

            await().untilAsserted(() -> assertTrending(room.page(1, 20)));
        }
    }

    @Test
    void whatIsHiddenMakesRoomForTheNextHottestAndComesBack() {
        try (Newsroom room = hotArticles(Article.NEVER)) {
            List<Fact> hidden = new ArrayList<>();
            List<Fact> shown = new ArrayList<>();
            for (int id = 1; id <= HOT; id++) {
                hidden.add(new Fact.ArticleUpserted(article(id, Article.NEVER, true)));
                shown.add(new Fact.ArticleUpserted(article(id, Article.NEVER, false)));
            }

            room.append(hidden);
            await().untilAsserted(() -> assertTrending(room.page(1, 20)));
            room.append(shown);

            assertThat(room.ids(room.page(1, 20))).allMatch(id -> id <= HOT);
        }
    }

    @Test
    void whatExpiresMakesRoomForTheNextHottest() {
        try (Newsroom room = hotArticles(Newsroom.NOW + Newsroom.HOUR)) {

            clock.move(Duration.ofHours(1));

            long later = Newsroom.NOW + Newsroom.HOUR;
            await().untilAsserted(() -> assertTrending(room.page(1, 20, later)));
        }
    }

    @Test
    void readsOfArticlesThatNobodyPublishedDoNotCrowdOutWhatTrends() {
        try (Newsroom room = hotArticles(Article.NEVER)) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 10_001; id <= 10_000 + HOT; id++) {
                for (int i = 0; i < 9; i++) {
                    facts.add(room.view(readers++, id));
                }
            }

            room.append(facts);

            assertTrending(room.page(1, 20));
        }
    }

    private static void assertTrending(List<Page.Slot> page) {
        assertThat(page).hasSize(20).extracting(Page.Slot::rung).containsOnly(Rung.TRENDING);
    }

    @Test
    void oneReaderAloneMakesNothingTrend() {
        try (Newsroom room = new Newsroom(clock).publish(50, 5)) {
            List<Event> clicks = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                clicks.add(room.view(1, 7));
            }
            clicks.add(room.view(2, 8));
            clicks.add(room.view(3, 8));

            room.append(clicks);

            assertThat(room.ids(room.page(99, 10)).get(0)).isEqualTo(8);
        }
    }

    @Test
    void aLogOfYearsAgoStillTellsWhatWasPopular() {
        try (Newsroom room = new Newsroom(clock)) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 100; id++) {
                facts.add(new Fact.ArticleUpserted(Newsroom.article(id, "topic" + id % 10, 1 + Newsroom.NOW / 2)));
            }
            for (int i = 0; i < 300; i++) {
                int article = i < 200 ? 1 + i % 10 : 11 + i % 90;
                long timeMs = Newsroom.NOW - 20 * YEAR + i * 60_000L;
                facts.add(new Event(
                        "o" + i, Integer.toString(readers++), Integer.toString(article), EventType.VIEW, timeMs, 0));
            }
            room.append(facts);
            assertThat(room.ids(room.page(1, 10))).allMatch(id -> id <= 10);

            room.append(room.view(2, 55)); // now something was read today

            assertThat(room.ids(room.page(1, 11)))
                    .contains(55)
                    .filteredOn(id -> id <= 10)
                    .hasSize(10);
        }
    }

    @Test
    void aClockThatIsAheadDoesNotSilenceAllOthers() {
        try (Newsroom room = new Newsroom(clock).publish(50, 50)) {
            Event ahead = new Event("a", "1", "7", EventType.VIEW, Newsroom.NOW + 20 * Newsroom.HOUR, 0);
            room.append(List.of(ahead, room.view(2, 8), room.view(3, 8), room.view(4, 8)));

            assertThat(room.engine.models().<Long>read(View::newestMs)).isEqualTo(Newsroom.NOW);
            assertThat(room.ids(room.page(99, 10)).subList(0, 2)).containsExactlyInAnyOrder(7, 8);
        }
    }
}
