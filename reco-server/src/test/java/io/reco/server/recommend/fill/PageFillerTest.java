package io.reco.server.recommend.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.rank.Ranker;
import io.reco.server.recommend.source.Sources;
import io.reco.server.store.reader.ReaderState;

class PageFillerTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final int ARTICLES = 20_000;

    @Test
    void aCatalogueOfOneTopicIsNotLookedThroughForVariety() {
        Draft draft = draft(1);
        PageFiller filler = filler(draft);

        filler.fill();
        assertThat(draft.slots().count()).isEqualTo(10);

        // For what was published in the last day and, then, for all: 500 looks after the page could be filled.
        assertThat(filler.looks()).isLessThanOrEqualTo(2 * (10 + 500));
    }

    @Test
    void aCatalogueOfManyTopicsIsLookedAtForAPageOnly() {
        Draft draft = draft(100);
        PageFiller filler = filler(draft);

        filler.fill();
        assertThat(draft.slots().count()).isEqualTo(10);

        assertThat(filler.looks()).isEqualTo(10);
    }

    private static Draft draft(int topics) {
        Models models = new Models(LearningSettings.defaults());
        List<Fact> facts = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            facts.add(new Fact.ArticleUpserted(new Article(
                    Integer.toString(id),
                    "",
                    "",
                    "",
                    "",
                    List.of("topic" + id % topics),
                    "",
                    NOW - (ARTICLES - id) * 60_000L,
                    Article.NEVER,
                    false)));
        }
        new ModelWriter(
                        models,
                        IdKeys.withoutSecret(),
                        Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC),
                        FeatureShares.NONE)
                .replay(facts);
        Draft draft = new Draft(IdKeys.withoutSecret());
        models.read(view -> {
            draft.begin(view, PageRequest.of("", 10, Policy.defaults()), 0, ReaderState.EMPTY, NOW, 0);
            return draft;
        });
        return draft;
    }

    private static PageFiller filler(Draft draft) {
        new Sources().collect(draft);
        new Ranker().rank(draft);
        return new PageFiller(draft);
    }
}
