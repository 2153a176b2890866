package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;

/** What a store that is one server's own promises beyond what all promise: one order of all facts, without gaps. */
public abstract class EmbeddedStoreContract extends StoreContract {

    private static Fact.ArticleUpserted upserted(String id, long createMs, boolean successor) {
        return new Fact.ArticleUpserted(Article.bare(id).publishedAt(T0), createMs, successor);
    }

    @Test
    void factsStandInTheOrderInWhichTheyWereAppendedWhateverTheyAreOf() {
        List<Fact> facts = List.of(
                view("a", 1, 10),
                upserted("10", T0, false),
                view("a", 2, 11),
                new Fact.ArticleDeleted("10"),
                view("b", 1, 7));

        append(facts.toArray(Fact[]::new));

        assertThat(log()).isEqualTo(facts);
    }

    @Test
    void positionsCountFactsFromOneOnWithoutGaps() {
        for (int i = 1; i <= 5; i++) {
            Positions upTo = append(view("e" + i, i, 1)).upTo();

            assertThat(upTo).isEqualTo(Positions.of(new Mark(0, i)));
        }
    }

    @Test
    void inOneCallEachEventCountsForWhomTheIdNamesWhenItsTurnHasCome() {
        append(upserted("10", T0, false), view("a", 1, 10));
        append(new Fact.ArticleDeleted("10"));

        append(view("b", 1, 10), upserted("10", T0, true), new Event("c", "2", "10", EventType.VIEW, T0, 0));

        assertThat(store.counts().get(List.of("10")).join()).containsExactly(Counts.NONE.with(EventType.VIEW, 1));
    }

    @Test
    void aScanShowsTheCatalogueAsOfItsPlace() {
        append(upserted("7", T0, false));
        try (Scan scan = store.scan()) {
            append(upserted("8", T0, false), new Fact.ArticleDeleted("7"));

            List<String> listed = new ArrayList<>();
            scan.articles(record -> {
                assertThat(record.listed()).isTrue();
                listed.add(record.id());
            });
            assertThat(listed).containsExactly("7");
        }
    }
}
