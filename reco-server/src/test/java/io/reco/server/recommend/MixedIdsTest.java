package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.recommend.draft.PageRequest;

/** Beside any number of articles that it cannot name, the original contract's pages find those that it can. */
@Timeout(300)
class MixedIdsTest {

    private int events;

    private static Fact article(String id, String topic, long publishMs) {
        return new Fact.ArticleUpserted(
                new Article(id, "", "", "", "", List.of(topic), "", publishMs, Article.NEVER, false));
    }

    private Fact view(String reader, String article) {
        return new Event("e" + events++, reader, article, EventType.VIEW, Newsroom.NOW - Newsroom.HOUR, 0);
    }

    private static List<Page.Slot> page(Newsroom room, String reader) {
        return room.page(PageRequest.of(reader, 10, room.engine.policy()).inNumbers());
    }

    @Test
    void whatTrendsAmongNumbersIsFoundHoweverMuchOthersTrend() {
        try (Newsroom room = new Newsroom()) {
            long before = Newsroom.NOW - 240 * Newsroom.HOUR;
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 60; id++) {
                facts.add(article(Integer.toString(id), "news", before));
                for (int i = 0; i < 20 && id <= 30; i++) {
                    facts.add(view("r" + i, Integer.toString(id)));
                }
            }
            for (int id = 0; id < 400; id++) {
                facts.add(article("slug-" + id, "news", before));
                for (int i = 0; i < 30; i++) {
                    facts.add(view("r" + i, "slug-" + id));
                }
            }
            room.append(facts);

            assertThat(page(room, "")).hasSize(10).allSatisfy(slot -> {
                assertThat(slot.article()).isBetween(1L, 30L);
                assertThat(slot.rung()).isEqualTo(Rung.TRENDING);
            });
        }
    }

    @Test
    void contentThatSuitsIsFoundAmongNumbersHoweverMuchElseSuits() {
        try (Newsroom room = new Newsroom()) {
            long before = Newsroom.NOW - 240 * Newsroom.HOUR;
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 400; id++) {
                facts.add(article(Integer.toString(id), id <= 40 ? "science" : "topic" + id % 9, before));
            }
            for (int id = 0; id < 900; id++) {
                facts.add(article("slug-" + id, "science", before));
            }
            facts.add(view("5", "1"));
            room.append(facts);

            assertThat(page(room, "5").stream().filter(slot -> slot.article() <= 40))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .extracting(Page.Slot::rung)
                    .contains(Rung.PERSONAL);
        }
    }

    @Test
    void newNumbersAreExploredHoweverManyNewerArticlesThereAre() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 40; id++) {
                facts.add(article(Integer.toString(id), "news", Newsroom.NOW - 2 * Newsroom.HOUR));
            }
            for (int id = 0; id < 2_000; id++) {
                facts.add(article("slug-" + id, "news", Newsroom.NOW - 1_000));
            }
            room.append(facts);

            assertThat(page(room, ""))
                    .anySatisfy(slot -> assertThat(slot.propensity()).isLessThan(1));
        }
    }
}
