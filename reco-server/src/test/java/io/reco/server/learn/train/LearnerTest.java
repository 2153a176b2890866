package io.reco.server.learn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.learn.follow.ModelWriter;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.settings.Parameter;

class LearnerTest {

    @Test
    void whereReadersDoNotFitASampleOfThemIsLearnedFrom() {
        Models models = new Models(LearningSettings.defaults());
        Random random = new Random(1);
        List<Fact> facts = new ArrayList<>();
        for (int article = 1; article <= 60; article++) {
            facts.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(article))));
        }
        for (int i = 0; i < 20_000; i++) {
            int reader = 1 + random.nextInt(600);
            int article = 1 + Math.floorMod(reader + 3 * random.nextInt(15), 60);
            facts.add(new Event(
                    "e" + i, Integer.toString(reader), Integer.toString(article), EventType.VIEW, 1_000 + i, 0));
        }
        new ModelWriter(models, IdKeys.withoutSecret(), Clock.systemUTC(), FeatureShares.NONE).replay(facts);

        new Learner(models, Clock.systemUTC(), new HeapBudget(256_000)).learn(1);

        assertThat(models.read(View::easeRows).share()).isPositive();
        assertThat(models.read(View::easeRows).articles()).hasSize(60);
    }

    @Test
    void allArticlesAreLearnedThoughTheChoiceLooksAtTheMostPopular() {
        Models models = new Models(LearningSettings.of(Map.of(Parameter.EASE_SHARE, 0.5)));
        Random random = new Random(2);
        List<Fact> facts = new ArrayList<>();
        for (int article = 1; article <= 2_200; article++) {
            facts.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(article))));
        }
        for (int reader = 1; reader <= 600; reader++) {
            for (int i = 0; i < 30; i++) {
                // Of every pair both.
                int first = 1 + 2 * random.nextInt(1_100);
                facts.add(view(reader, first));
                facts.add(view(reader, first + 1));
            }
        }
        new ModelWriter(models, IdKeys.withoutSecret(), Clock.systemUTC(), FeatureShares.NONE).replay(facts);

        new Learner(models, Clock.systemUTC()).learn(1);

        EaseRows rows = models.read(View::easeRows);
        assertThat(rows.articles()).hasSize(2_200).doesNotHaveDuplicates();
        for (int article : rows.articles()) {
            int other = article ^ 1; // ordinals begin with 0, so pairs are 0 and 1, 2 and 3, and so on
            float[] row = rows.row(article);
            float strongest = Float.NEGATIVE_INFINITY;
            for (float weight : row) {
                strongest = Math.max(strongest, weight);
            }
            assertThat(row[rows.place(other)]).isEqualTo(strongest);
        }
    }

    private static Event view(int reader, int article) {
        String id = "e" + reader + "-" + article;
        return new Event(id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, 1_000 + article, 0);
    }
}
