package io.reco.server.learn.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.catalogue.EarlyEvents;
import io.reco.server.model.settings.LearningSettings;

/** Catalogue and feedback may arrive in either order, and what never has an article takes nothing for good. */
class EarlyEventsTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final IdKeys IDS = IdKeys.withoutSecret();
    private static final int ARTICLES = 30;

    private final Models models = new Models(LearningSettings.defaults());
    private final ModelWriter writer = writer(models);

    private static ModelWriter writer(Models models) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        return new ModelWriter(models, IDS, clock, FeatureShares.NONE);
    }

    @Test
    void feedbackBeforeTheCatalogueTeachesWhatItTeachesAfter() {
        List<Fact> articles = new ArrayList<>();
        for (int i = 0; i < ARTICLES; i++) {
            articles.add(upsert("story-" + i));
        }
        List<Fact> events = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            EventType type = i % 10 == 0 ? EventType.SHARE : EventType.VIEW;
            String article = "story-" + random.nextInt(ARTICLES);
            events.add(new Event("e" + i, "r" + random.nextInt(200), article, type, NOW - 3_600_000 + i * 1_000L, 0));
        }
        writer.replay(articles);
        writer.replay(events);
        Models early = new Models(LearningSettings.defaults());
        ModelWriter earlyWriter = writer(early);

        earlyWriter.replay(events);
        assertThat(early.<Integer>read(view -> view.articles().size())).isZero();
        assertThat(early.<Integer>read(View::readerCount)).isZero();
        earlyWriter.replay(articles);

        rebuild(writer);
        rebuild(earlyWriter);
        for (int article = 0; article < ARTICLES; article++) {
            assertThat(learned(early, article)).isEqualTo(learned(models, article));
        }
        assertThat(early.<Long>read(View::engagements)).isEqualTo(models.<Long>read(View::engagements));
    }

    private static void rebuild(ModelWriter writer) {
        writer.rebuildRows(Integer.MAX_VALUE);
        assertThat(writer.staleRows()).isZero();
    }

    /** Counts, trend and neighbours of an article. */
    private static List<Object> learned(Models models, int article) {
        return models.read(view -> {
            int ordinal = view.articles().ordinal(IDS.of("story-" + article));
            List<Integer> neighbours = new ArrayList<>();
            for (int neighbour : view.rows().row(ordinal).articles()) {
                neighbours.add(neighbour);
            }
            Collections.sort(neighbours);
            return List.of(
                    view.popularity().views(ordinal),
                    view.popularity().shares(ordinal),
                    view.popularity().readers(ordinal),
                    Math.round(view.trend().value(ordinal, view.trend().moment(NOW)) * 1_000),
                    neighbours);
        });
    }

    @Test
    void anEventOfAnArticleThatIsDeletedStillCounts() {
        writer.replay(List.of(upsert("a"), new Fact.ArticleDeleted("a"), view("r", "a")));

        assertThat(views("a")).isEqualTo(1);
    }

    @Test
    void countsAreCompleteThoughMoreCameThanCanWait() {
        int before = EarlyEvents.EVENTS_MAX + 5_000;
        for (int i = 0; i < before; i++) {
            writer.replay(List.of(view("r" + i, "late")));
        }
        for (int i = 0; i < 3 * EarlyEvents.EVENTS_MAX; i++) {
            writer.replay(List.of(view("r", "never-" + i)));
        }

        writer.replay(List.of(upsert("late")));

        assertThat(views("late")).isEqualTo(before);
    }

    @Test
    void aMillionIdsThatNoArticleHasTakeNoMoreThanTheirCounts() {
        madeUp(0, 300_000);
        long before = heap();

        madeUp(300_000, 1_000_000);

        assertThat(heap() - before).isLessThan(1_000_000 * 43);
        assertThat(models.<Integer>read(view -> view.articles().size() + view.readerCount()))
                .isZero();
    }

    private void madeUp(int from, int count) {
        for (int i = from; i < from + count; i++) {
            writer.replay(List.of(view("reader-" + i, "made-up-" + i)));
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private int views(String id) {
        return models.read(view -> view.popularity().views(view.articles().ordinal(IDS.of(id))));
    }

    private static Fact upsert(String id) {
        return new Fact.ArticleUpserted(Article.bare(id));
    }

    private static Event view(String reader, String article) {
        return new Event("", reader, article, EventType.VIEW, NOW - 60_000, 0);
    }

    @Test
    void aRetractionTakesFromTheTieWhatTheEventGaveIt() {
        writer.replay(List.of(
                upsert("known"),
                new Event("1", "r", "known", EventType.VIEW, NOW - 3_000, 0),
                new Event("2", "r", "known", EventType.BOOKMARK, NOW - 2_000, 0)));
        float before = models.read(view -> Objects.requireNonNull(view.ties().weights(0))[0]);

        writer.replay(List.of(
                new Event("3", "r", "known", EventType.BOOKMARK, NOW - 1_000, 0).retraction(),
                new Event("4", "r", "unknown", EventType.BOOKMARK, NOW - 1_000, 0).retraction()));

        float after = models.read(view -> Objects.requireNonNull(view.ties().weights(0))[0]);
        LearningSettings.Weights weights = LearningSettings.defaults().weights();
        assertThat(before - after).isEqualTo(weights.of(EventType.BOOKMARK));
        assertThat(after).isEqualTo(weights.of(EventType.VIEW));
    }

    @Test
    void whatWasTakenBackBeforeTheArticleCameIsNotLearned() {
        writer.replay(List.of(
                new Event("1", "r", "late", EventType.LIKE, NOW - 2_000, 0),
                new Event("2", "r", "late", EventType.LIKE, NOW - 1_000, 0).retraction()));
        writer.replay(List.of(upsert("late")));

        float weight = models.read(view -> Objects.requireNonNull(view.ties().weights(0))[0]);
        assertThat(weight).isZero();
    }
}
