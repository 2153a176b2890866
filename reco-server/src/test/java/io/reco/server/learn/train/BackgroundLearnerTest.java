package io.reco.server.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.learn.follow.Follower;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.memory.MemoryStore;

@Timeout(300)
class BackgroundLearnerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Store store = MemoryStore.open(CLOCK);
    private final Models models = new Models(LearningSettings.defaults());

    @Test
    void theEndOfALogIsLearnedThoughItIsLittle() {
        store.facts().append(views(1, 1_000)).join();

        try (Follower follower = Follower.start(
                        store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE);
                BackgroundLearner learner = BackgroundLearner.start(
                        models, new Learner(models, CLOCK), follower::position, follower.ready())) {
            await().atMost(PATIENCE).until(() -> learner.learnedPosition() == 1_000);

            long end = store.facts().append(views(1_001, 3)).join().upTo().sum();
            await().atMost(PATIENCE).until(() -> learner.learnedPosition() == end);
            assertThat(follower.rowsDue()).isZero();
        }
    }

    private static List<Event> views(int from, int count) {
        List<Event> views = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            views.add(new Event(
                    "e" + i,
                    Integer.toString(1 + i % 50),
                    Integer.toString(1 + i % 97),
                    EventType.VIEW,
                    CLOCK.millis() - 1_000L * i,
                    0));
        }
        return views;
    }
}
