package io.reco.server.learn.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.learn.RowBuilder;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.store.Store;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.memory.MemoryStore;

@Timeout(300)
class FollowerTest {

    private static final int ARTICLES = 100;

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final Store store = MemoryStore.open(CLOCK);
    private final Models models = new Models(LearningSettings.defaults());

    FollowerTest() {
        List<Fact> articles = new ArrayList<>();
        for (int id = 1; id <= ARTICLES; id++) {
            articles.add(new Fact.ArticleUpserted(Article.bare(Integer.toString(id))));
        }
        store.facts().append(articles).join();
    }

    @Test
    void factsThatWereThereBeforeTheStartAreReplayed() {
        store.facts().append(views(1, 1_000)).join();

        try (Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            await().until(follower::caughtUp);

            assertThat(follower.position()).isEqualTo(ARTICLES + 1_000);
            assertThat(views(5)).isEqualTo(10);
        }
    }

    @Test
    void appliedCompletesOnceTheModelsHoldTheFacts() {
        try (Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            Positions position = store.facts().append(views(1, 700)).join().upTo();

            follower.applied(position).join();

            assertThat(views(5)).isEqualTo(7);
            assertThat(follower.applied(Positions.START)).isCompleted();
        }
    }

    @Test
    void otherExponentsOfTheFilterMakeAllRowsDue() {
        store.facts().append(views(1, 700)).join();
        try (Follower follower =
                Follower.stepped(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            follower.catchUp();
            Damping other = new Damping(0.6f, 0.5f, 0.6f);
            models.write(writer -> writer.damping(other));

            follower.rebuildRows(1);
            assertThat(follower.rowsDue()).isPositive();
            follower.rebuildRows(ARTICLES);

            assertThat(follower.rowsDue()).isZero();
            for (int article = 0; article < ARTICLES; article++) {
                int built = article;
                short[] served = models.read(view -> view.rows().row(built).units());
                short[] expected = models.read(view ->
                        new RowBuilder(other).build(built, view.ties(), 500).units());
                assertThat(served).isEqualTo(expected);
            }
        }
    }

    @Test
    void theRowsOfWhoIsErasedChangeBeforeAllThatWait() {
        List<Fact> facts = new ArrayList<>();
        for (String article : List.of("alone-1", "alone-2", "alone-3")) {
            facts.add(new Fact.ArticleUpserted(Article.bare(article)));
            facts.add(new Event(article, "gone", article, EventType.VIEW, CLOCK.millis(), 0));
        }
        store.facts().append(facts).join();
        try (Follower follower =
                Follower.stepped(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            follower.catchUp();
            assertThat(neighbours("alone-1")).isEqualTo(2);
            store.facts().append(views(1, 700)).join();
            var unused = store.lives().erase("gone", false).join();
            while (follower.takeIn()) {
                assertThat(follower.rowsDue()).isPositive();
            }

            follower.rebuildRows(3);

            assertThat(follower.rowsDue()).isPositive();
            for (String article : List.of("alone-1", "alone-2", "alone-3")) {
                assertThat(neighbours(article)).isZero();
            }
        }
    }

    private int neighbours(String article) {
        return models.read(view -> view.rows()
                .row(view.articles().ordinal(store.ids().of(article)))
                .articles()
                .length);
    }

    @Test
    void aDefectThatEndsTheFollowerIsTold() {
        try (Follower follower = Follower.start(new BrokenTail(), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            assertThat(follower.failure().join()).hasMessage("a broken log");
            assertThat(follower.ready()).isCompletedExceptionally();
        }
    }

    /** Fails at the first read. */
    private static final class BrokenTail implements Tail {
        @Override
        public Positions at() {
            return Positions.START;
        }

        @Override
        public int read(int limit, Consumer<? super Fact> facts) {
            throw new IllegalStateException("a broken log");
        }

        @Override
        public long behind() {
            return 1;
        }

        @Override
        public boolean awaitNewer(Duration timeout) {
            return true;
        }
    }

    @Test
    void countsAreOfViewsAndSharesOnly() {
        try (Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            List<Event> events = new ArrayList<>();
            for (EventType type : EventType.values()) {
                events.add(new Event("t" + type, "3", "8", type, CLOCK.millis(), 0));
            }
            follower.applied(store.facts().append(events).join().upTo()).join();

            assertThat(views(8)).isEqualTo(1);
            assertThat(shares(8)).isEqualTo(1);
        }
    }

    @Test
    void readersOfOneArticleMakeItANeighbourOfWhatTheyRead() {
        store.facts()
                .append(List.of(view("a", 1, 1), view("b", 1, 2), view("c", 2, 1), view("d", 2, 3)))
                .join();

        try (Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE)) {
            await().until(follower::caughtUp);

            int[] neighbours = models.read(view ->
                    view.rows().row(view.articles().ordinal(1)).articles().clone());
            assertThat(neighbours).containsExactlyInAnyOrder(ordinal(2), ordinal(3));
        }
    }

    @Test
    void closingCancelsThoseWhoWait() {
        Follower follower =
                Follower.start(store.facts().tail(Positions.START), store.ids(), models, CLOCK, FeatureShares.NONE);
        CompletableFuture<Void> never = follower.applied(Positions.of(new Mark(0, ARTICLES + 10)));

        follower.close();

        assertThat(never).isCompletedExceptionally();
        assertThat(follower.applied(Positions.of(new Mark(0, ARTICLES + 20)))).isCompletedExceptionally();
    }

    private int views(int id) {
        return models.read(view -> view.popularity().views(view.articles().ordinal(id)));
    }

    private int shares(int id) {
        return models.read(view -> view.popularity().shares(view.articles().ordinal(id)));
    }

    private int ordinal(int id) {
        return models.read(view -> view.articles().ordinal(id));
    }

    private static Event view(String id, int reader, int article) {
        return new Event(id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, CLOCK.millis(), 0);
    }

    private static List<Event> views(int firstReader, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(view("v" + firstReader + "-" + i, firstReader + i / 10, 1 + i % ARTICLES));
        }
        return events;
    }
}
