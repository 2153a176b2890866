package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.PageFilter;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;

/** Filters that leave one article in a thousand of 100,000. */
class RareFiltersTest {

    private static final int ARTICLES = 100_000;
    private static final int RARE = 1_000;

    @Test
    void aFilterThatLeavesOneArticleInAThousandFillsThePageForReadersOfAllKinds() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> facts = new ArrayList<>(ARTICLES);
            for (int id = 1; id <= ARTICLES; id++) {
                boolean rare = id % RARE == 0;
                facts.add(new Fact.ArticleUpserted(new Article(
                        Integer.toString(id),
                        "",
                        "",
                        "",
                        rare ? "Rare" : "Author " + id % 50,
                        rare ? List.of("topic" + id % 10, "rare") : List.of("topic" + id % 10),
                        rare ? "fo" : "en",
                        Newsroom.NOW - (ARTICLES - id) * 60_000L,
                        Article.NEVER,
                        false,
                        Map.of("paywall", rare ? "no" : "yes"))));
            }
            for (int from = 0; from < ARTICLES; from += 1_000) {
                room.append(facts.subList(from, from + 1_000));
            }
            room.append(List.of(room.view(7, 99_991), room.view(7, 99_992), room.view(7, 99_993)));

            for (String reader : List.of("", "7", "stranger")) {
                for (PageFilter filter : filters()) {
                    List<Answer.Item> page = room.engine
                            .recommender()
                            .recommend(PageRequest.of(reader, 20, Policy.defaults())
                                    .filtered(filter)
                                    .notKept())
                            .join()
                            .items();

                    assertThat(page).as("%s, %s", reader, filter).hasSize(20);
                    assertThat(page).allMatch(item -> Integer.parseInt(item.article()) % RARE == 0);
                    assertThat(page).extracting(Answer.Item::article).doesNotHaveDuplicates();
                }
            }
        }
    }

    @Test
    void whatSuitsIsFoundAmongMoreThanCanBeLookedThroughHoweverOldItIs() {
        try (Newsroom room = new Newsroom()) {
            List<Fact> facts = new ArrayList<>();
            for (int id = 1; id <= 3_000; id++) {
                long publishMs = Newsroom.NOW - (3_000 - id) * 60_000L;
                facts.add(new Fact.ArticleUpserted(Newsroom.article(id, id % 2 == 0 ? "even" : "odd", publishMs)));
            }
            for (int reader = 1; reader <= 30; reader++) {
                facts.add(room.view(reader, 1));
                facts.add(room.view(reader, 4));
            }
            facts.add(room.view(99, 1));
            room.append(facts);

            List<String> none = List.of();
            PageFilter even = new PageFilter(List.of("even"), none, none, none, Map.of(), Map.of(), 0, none);
            List<Answer.Item> page = room.engine
                    .recommender()
                    .recommend(PageRequest.of("99", 10, Policy.defaults())
                            .filtered(even)
                            .notKept())
                    .join()
                    .items();

            assertThat(page).first().extracting(Answer.Item::article).isEqualTo("4");
            assertThat(page).allMatch(item -> Integer.parseInt(item.article()) % 2 == 0);
        }
    }

    private static List<PageFilter> filters() {
        List<String> none = List.of();
        Map<String, String> any = Map.of();
        return List.of(
                new PageFilter(List.of("RARE", "none"), none, none, none, any, any, 0, none),
                new PageFilter(none, none, none, List.of("fo"), any, any, 0, none),
                new PageFilter(none, none, none, none, Map.of("paywall", "no"), any, 0, none),
                new PageFilter(none, none, none, none, any, Map.of("paywall", "yes"), 0, none),
                new PageFilter(List.of("topic0"), none, none, List.of("fo"), any, any, 0, none));
    }
}
