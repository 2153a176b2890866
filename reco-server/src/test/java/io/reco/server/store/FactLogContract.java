package io.reco.server.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.Refusal;
import io.reco.server.store.FactLog.Appended;
import io.reco.server.store.FactLog.Outcome;

/** Promises of {@link FactLog}. */
public abstract class FactLogContract extends StoreContract {

    @Test
    void anEmptyLogEndsAtZero() {
        assertThat(store.facts().newest()).isZero();
        assertThat(store.facts().read(0, 10, (position, fact) -> {
                    throw new AssertionError("fact at " + position);
                }))
                .isZero();
    }

    @Test
    void factsAreReadBackAsTheyWereAppendedInOrder() {
        Event view = new Event("a", 1, 10, EventType.VIEW, T0 - 1_234, 99);
        Article article = new Article(10, "t", "s", "u", "w", List.of("x", "y"), "de", T0 - 10, T0 + 10, true);
        Fact.ArticleUpserted upserted = new Fact.ArticleUpserted(article, T0 - 99, true);
        Fact.ArticleDeleted deleted = new Fact.ArticleDeleted(10);

        Appended appended = append(view, upserted, deleted);

        assertThat(appended.outcomes()).containsOnly(Outcome.APPENDED).hasSize(3);
        assertThat(appended.position()).isEqualTo(3);
        assertThat(log(0, 10)).containsExactly(view, upserted, deleted);
    }

    @Test
    void everyKindOfEventIsReadBack() {
        List<Event> events = new ArrayList<>();
        for (EventType type : EventType.values()) {
            events.add(event("e" + type, 3, 4, type));
        }

        append(events.toArray(Fact[]::new));

        assertThat(log(0, 100)).isEqualTo(events);
    }

    @Test
    void readingGoesOnWhereItStopped() {
        for (int call = 0; call < 5; call++) {
            append(view("a" + call, 1, 1), view("b" + call, 1, 2), view("c" + call, 1, 3));
        }
        List<Fact> all = log(0, 100);

        List<Fact> inSteps = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        long after = 0;
        long last;
        do {
            last = after;
            after = store.facts().read(after, 2, (position, fact) -> {
                positions.add(position);
                inSteps.add(fact);
            });
        } while (after > last);

        assertThat(all).hasSize(15);
        assertThat(inSteps).isEqualTo(all);
        assertThat(positions).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L);
        assertThat(store.facts().read(15, 10, (position, fact) -> inSteps.add(fact)))
                .isEqualTo(15);
        assertThat(store.facts().read(99, 10, (position, fact) -> inSteps.add(fact)))
                .isEqualTo(99);
        assertThat(inSteps).hasSize(15);
    }

    @Test
    void aRepeatedEventIdChangesNothing() {
        append(view("a", 1, 10));

        Appended again = append(event("a", 2, 20, EventType.SHARE));

        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(again.position()).isEqualTo(1);
        assertThat(log(0, 10)).containsExactly(view("a", 1, 10));
        assertThat(store.readers().read(2).actions().size()).isZero();
    }

    @Test
    void anEventIdRepeatedInTheSameCallIsADuplicate() {
        assertThat(outcomes(view("a", 1, 10), view("b", 1, 11), view("a", 1, 12)))
                .containsExactly(Outcome.APPENDED, Outcome.APPENDED, Outcome.DUPLICATE);
        assertThat(log(0, 10)).containsExactly(view("a", 1, 10), view("b", 1, 11));
    }

    @Test
    void anEventIdIsRememberedForSevenDaysAndNoLonger() {
        append(view("a", 1, 10));

        clock.move(FactLog.EVENT_ID_WINDOW.minusMillis(1));
        assertThat(outcomes(view("a", 1, 10))).containsExactly(Outcome.DUPLICATE);
        clock.move(Duration.ofMillis(1));
        assertThat(outcomes(view("a", 1, 10))).containsExactly(Outcome.APPENDED);
        assertThat(outcomes(view("a", 1, 10))).containsExactly(Outcome.DUPLICATE);
        clock.move(FactLog.EVENT_ID_WINDOW.minusMillis(1));
        assertThat(outcomes(view("a", 1, 10))).containsExactly(Outcome.DUPLICATE);
    }

    @Test
    void anEmptyCallAppendsNothing() {
        append(view("a", 1, 1));

        assertThat(append()).isEqualTo(new Appended(1, List.of()));
        assertThat(change()).isEqualTo(new Appended(1, List.of()));
    }

    @Test
    void waitingEndsWhenSomethingNewerComes() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> newer = threads.submit(() -> store.facts().awaitNewer(1, Duration.ofSeconds(50)));

            append(view("a", 1, 1));
            append(view("b", 1, 1));

            assertThat(newer.get(50, SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void waitingEndsWithTheTimeoutWhenNothingComes() throws Exception {
        append(view("a", 1, 1));

        assertThat(store.facts().awaitNewer(0, Duration.ZERO)).isTrue();
        assertThat(store.facts().awaitNewer(1, Duration.ofMillis(20))).isFalse();
    }

    @Test
    void manyThreadsAppendWithoutGapsAndEachIdWinsOnce() throws Exception {
        int threadCount = 8;
        int calls = 100;
        int size = 20;
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        List<Future<Integer>> appended = new ArrayList<>();
        try {
            for (int t = 0; t < threadCount; t++) {
                int thread = t;
                appended.add(threads.submit(() -> appendAll(thread, calls, size)));
            }
            int total = 0;
            for (Future<Integer> each : appended) {
                total += each.get(50, SECONDS);
            }
            // Half of the ids are a thread's own, the other half the same for all threads.
            int expected = threadCount * calls * size / 2 + calls * size / 2;
            assertThat(total).isEqualTo(expected);
            assertThat(store.facts().newest()).isEqualTo(expected);
            Set<String> ids = new TreeSet<>();
            long[] next = {1};
            store.facts().read(0, Integer.MAX_VALUE, (position, fact) -> {
                assertThat(position).isEqualTo(next[0]++);
                assertThat(ids.add(((Event) fact).id())).isTrue();
            });
            assertThat(ids).hasSize(expected);
        } finally {
            threads.shutdownNow();
        }
    }

    private int appendAll(int thread, int calls, int size) {
        int appended = 0;
        for (int call = 0; call < calls; call++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < size / 2; i++) {
                events.add(view("own-" + thread + "-" + call + "-" + i, 1 + i, 1 + call));
                events.add(view("same-" + call + "-" + i, 1 + i, 1 + call));
            }
            Appended result = store.facts().append(events).join();
            assertThat(store.facts().newest()).isGreaterThanOrEqualTo(result.position());
            appended += (int)
                    result.outcomes().stream().filter(Outcome.APPENDED::equals).count();
        }
        return appended;
    }

    @Test
    void aClosedLogRefusesAndWakesWhoWaits() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> newer = threads.submit(() -> store.facts().awaitNewer(0, Duration.ofSeconds(50)));

            store.close();
            store.close();

            assertThat(newer.get(50, SECONDS)).isFalse();
            CompletableFuture<Appended> late = store.facts().append(List.of(view("a", 1, 1)));
            assertThatThrownBy(late::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.UNAVAILABLE));
        } finally {
            threads.shutdownNow();
        }
    }
}
