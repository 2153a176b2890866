package io.reco.server.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.ModelId;
import io.reco.server.learn.follow.Follower;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.memory.MemoryStore;

@Timeout(300)
class BackgroundLearnerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int ARTICLES = 97;

    private final Store store = MemoryStore.open(CLOCK);
    private final Models models = new Models(LearningSettings.defaults());

    @BeforeEach
    void publishArticles() {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            articles.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(id))));
        }
        store.facts().append(articles).join();
    }

    @Test
    void theEndOfALogIsLearnedThoughItIsLittle() {
        store.facts().append(views(1, 1_000)).join();

        try (Follower follower = Follower.start(
                        store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE);
                BackgroundLearner learner = BackgroundLearner.start(
                        models, new Learner(models, CLOCK), follower::position, follower.ready())) {
            await().atMost(PATIENCE).until(() -> learner.learnedPosition() == ARTICLES + 1_000);
            assertThat(models.read(View::engagements)).isEqualTo(1_000);

            long end = store.facts().append(views(1_001, 3)).join().upTo().sum();
            await().atMost(PATIENCE).until(() -> learner.learnedPosition() == end);
            assertThat(follower.rowsDue()).isZero();
        }
    }

    @Test
    void whileALogIsImportedWhatWasLearnedOfHasToDouble() {
        assertThat(BackgroundLearner.enough(1_199, 50_000, 10)).isFalse();
        assertThat(BackgroundLearner.enough(1_200, 50_000, 10)).isTrue();
        assertThat(BackgroundLearner.enough(50_199, 50_000, 5_000)).isFalse();
        assertThat(BackgroundLearner.enough(50_200, 50_000, 5_000)).isTrue();
    }

    @Test
    void whatASnapshotBroughtAlongIsNotLearnedAgain() {
        store.facts().append(views(1, 1_000)).join();
        try (Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            follower.ready().join();
            new Learner(models, CLOCK).learn(1);
            ModelId learned = models.read(View::modelId);

            try (BackgroundLearner learner =
                    BackgroundLearner.start(models, new Learner(models, CLOCK), follower::position, follower.ready())) {
                await().atMost(PATIENCE).until(() -> learner.learnedPosition() == ARTICLES + 1_000);
                assertThat(models.read(View::modelId)).isEqualTo(learned);

                store.facts().append(views(1_001, 2_000)).join();
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(models.read(View::modelId)).isNotEqualTo(learned));
            }
        }
    }

    private static List<Event> views(int from, int count) {
        List<Event> views = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            views.add(new Event(
                    "e" + i,
                    Integer.toString(1 + i / 20),
                    Integer.toString(1 + i % ARTICLES),
                    EventType.VIEW,
                    CLOCK.millis() - 1_000L * i,
                    0));
        }
        return views;
    }
}
