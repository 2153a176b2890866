package io.reco.server.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;

/** Promises of {@link FactLog}. */
public abstract class FactLogContract extends StoreContract {

    private static final long EVENT_WINDOW_MS = FactLog.EVENT_ID_WINDOW.toMillis();

    @Test
    void anEmptyLogEndsWhereItBegins() {
        assertThat(store.facts().newest()).isEqualTo(Positions.START);
        assertThat(store.facts().oldest()).isEqualTo(Positions.START);
        assertThat(log()).isEmpty();
    }

    @Test
    void factsAreReadBackAsTheyWereAppendedThoseOfAnArticleInOrder() {
        Event view = new Event("a", "1", "10", EventType.VIEW, T0 - 1_234, 99);
        Article article = new Article("10", "t", "s", "u", "w", List.of("x", "y"), "de", T0 - 10, T0 + 10, true);
        Fact.ArticleUpserted upserted = new Fact.ArticleUpserted(article, T0 - 99, true);
        Fact.ArticleDeleted deleted = new Fact.ArticleDeleted("10");

        Appended appended = append(view, upserted, deleted);

        assertThat(appended.outcomes()).containsOnly(Outcome.APPENDED).hasSize(3);
        assertThat(appended.upTo()).isEqualTo(store.facts().newest());
        assertThat(log()).containsExactlyInAnyOrder(view, upserted, deleted).containsSubsequence(upserted, deleted);
    }

    @Test
    void everyKindOfEventIsReadBack() {
        List<Event> events = new ArrayList<>();
        for (EventType type : EventType.values()) {
            events.add(event("e" + type, 3, 4, type));
        }

        append(events.toArray(Fact[]::new));

        assertThat(log()).isEqualTo(events);
    }

    @Test
    void readingGoesOnWhereItStopped() {
        for (int call = 0; call < 5; call++) {
            append(view("a" + call, 1, 1), view("b" + call, 1, 2), view("c" + call, 1, 3));
        }
        List<Fact> all = log();

        List<Fact> inSteps = new ArrayList<>();
        Positions at = Positions.START;
        int fed;
        do {
            Tail tail = store.facts().tail(at);
            fed = tail.read(2, inSteps::add);
            assertThat(tail.behind()).isEqualTo(15 - inSteps.size());
            at = tail.at();
        } while (fed > 0);

        assertThat(all).hasSize(15);
        assertThat(inSteps).isEqualTo(all);
        assertThat(at).isEqualTo(store.facts().newest());
    }

    @Test
    void everyTailGoesItsOwnWay() {
        append(view("a", 1, 1), view("b", 1, 2));
        Tail one = store.facts().tail(Positions.START);
        Tail other = store.facts().tail(Positions.START);
        List<Fact> facts = new ArrayList<>();

        assertThat(one.read(1, facts::add)).isEqualTo(1);
        assertThat(other.read(9, facts::add)).isEqualTo(2);
        assertThat(one.read(9, facts::add)).isEqualTo(1);

        assertThat(one.at()).isEqualTo(other.at());
        assertThat(facts).containsExactly(view("a", 1, 1), view("a", 1, 1), view("b", 1, 2), view("b", 1, 2));
        append(view("c", 1, 3));
        assertThat(one.read(9, facts::add)).isEqualTo(1);
        assertThat(one.at().reached(other.at())).isTrue();
        assertThat(other.at().reached(one.at())).isFalse();
    }

    @Test
    void aRepeatedEventIdChangesNothing() {
        Appended first = append(view("a", 1, 10));

        Appended again = append(event("a", 1, 20, EventType.SHARE));

        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(again.upTo()).isEqualTo(first.upTo());
        assertThat(log()).containsExactly(view("a", 1, 10));
        assertThat(articles(1)).containsExactly(10);
    }

    @Test
    void anEventIdRepeatedInTheSameCallIsADuplicate() {
        assertThat(outcomes(view("a", 1, 10), view("b", 1, 11), view("a", 1, 12)))
                .containsExactly(Outcome.APPENDED, Outcome.APPENDED, Outcome.DUPLICATE);
        assertThat(log()).containsExactly(view("a", 1, 10), view("b", 1, 11));
    }

    @Test
    void twoReadersMayUseTheSameEventId() {
        assertThat(outcomes(view("1", 1, 10), view("1", 2, 10))).containsOnly(Outcome.APPENDED);
        // Neither is one whose reader and id read the same when they are put together.
        assertThat(outcomes(view("11", 1, 10), view("1", 11, 10))).containsOnly(Outcome.APPENDED);
        assertThat(outcomes(view("1", 2, 11), view("1", 11, 11))).containsOnly(Outcome.DUPLICATE);
        assertThat(articles(2)).containsExactly(10);
    }

    @Test
    void anEventIdIsRememberedForSevenDaysAndNoLonger() {
        append(now("a"));

        clock.move(FactLog.EVENT_ID_WINDOW);
        assertThat(outcomes(now("a"))).containsExactly(Outcome.APPENDED);
        assertThat(outcomes(now("a"))).containsExactly(Outcome.DUPLICATE);
        clock.move(FactLog.EVENT_ID_WINDOW.minusMillis(1));
        assertThat(outcomes(now("a"))).containsExactly(Outcome.DUPLICATE);
    }

    @Test
    void aRepetitionIsRememberedForSevenDaysToo() {
        append(now("a"));

        for (int repetition = 0; repetition < 12; repetition++) {
            clock.move(Duration.ofHours(163));
            assertThat(outcomes(now("a"))).containsExactly(Outcome.DUPLICATE);
        }
        assertThat(log()).hasSize(1);
    }

    @Test
    void aFullDumpCountsOnceWheneverItIsSent() {
        List<Event> dump = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            dump.add(new Event(
                    "d" + i,
                    Integer.toString(1 + i % 7),
                    Integer.toString(1 + i % 13),
                    EventType.of(2 + i % 8),
                    T0 - i * 9_000_000L,
                    0));
        }
        appendAll(dump);
        assertThat(log()).hasSize(200);

        for (int days : List.of(6, 2, 30, 1)) {
            clock.move(Duration.ofDays(days));
            assertThat(outcomes(dump.toArray(Fact[]::new))).containsOnly(Outcome.DUPLICATE);
        }
        assertThat(log()).hasSize(200);
    }

    @Test
    void theSameOldEventUnderTwoIdsCountsOnceHoweverItIsSent() {
        Event one = new Event("a", "1", "10", EventType.VIEW, T0 - 1_000_000_000, 0);
        Event same = new Event("b", "1", "10", EventType.VIEW, T0 - 1_000_000_000, 0);
        Event later = new Event("c", "1", "10", EventType.VIEW, T0 - 999_999_000, 0);
        Event other = new Event("d", "1", "10", EventType.SHARE, T0 - 1_000_000_000, 0);

        assertThat(outcomes(one, same, later, other))
                .containsExactly(Outcome.APPENDED, Outcome.DUPLICATE, Outcome.APPENDED, Outcome.APPENDED);
        assertThat(outcomes(new Event("e", "1", "10", EventType.VIEW, T0 - 1_000_000_000, 0)))
                .containsExactly(Outcome.DUPLICATE);
        assertThat(outcomes(new Event("e", "2", "10", EventType.VIEW, T0 - 1_000_000_000, 0)))
                .containsExactly(Outcome.APPENDED);
    }

    @Test
    void anOldEventIsTooOldWhenTheRecordMayHaveDroppedIt() {
        List<Event> views = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            views.add(new Event("v" + i, "1", Integer.toString(1 + i), EventType.VIEW, T0 - 60_000L * (4_000 - i), 0));
        }
        appendAll(views);
        store.readers().read("1").join();
        clock.move(Duration.ofDays(20));
        AtomicInteger attempts = new AtomicInteger();

        await().untilAsserted(() -> {
            String id = "again" + attempts.incrementAndGet();
            assertThat(outcomes(new Event(id, "1", "1", EventType.VIEW, T0 - 60_000L * 4_000, 0)))
                    .containsExactly(Outcome.TOO_OLD);
        });
        assertThat(log()).hasSize(4_000);
        assertThat(outcomes(views.subList(0, 1_000).toArray(Fact[]::new))).containsOnly(Outcome.TOO_OLD);
        assertThat(outcomes(views.subList(3_000, 4_000).toArray(Fact[]::new))).containsOnly(Outcome.DUPLICATE);
        assertThat(log()).hasSize(4_000);
        Event fresh = new Event("f", "1", "9000", EventType.VIEW, T0 - 60_000, 0);
        assertThat(outcomes(fresh)).containsExactly(Outcome.APPENDED);
        assertThat(outcomes(new Event("f2", "1", "1", EventType.VIEW, clock.millis(), 0)))
                .containsExactly(Outcome.APPENDED);
    }

    @Test
    void exposuresAreAcceptedForSevenDays() {
        Event lately = new Event("a", "1", "10", EventType.EXPOSE, T0 - EVENT_WINDOW_MS + 1, 0);
        Event before = new Event("b", "1", "10", EventType.EXPOSE, T0 - EVENT_WINDOW_MS, 0);

        assertThat(outcomes(lately, before)).containsExactly(Outcome.APPENDED, Outcome.TOO_OLD);
        clock.move(FactLog.EVENT_ID_WINDOW);
        assertThat(outcomes(lately)).containsExactly(Outcome.TOO_OLD);
        assertThat(log()).hasSize(1);
    }

    @Test
    void aClockThatIsSetForthAndBackForgetsNoId() {
        append(now("a"));
        clock.set(Duration.ofDays(30));
        append(now("b"));
        clock.set(Duration.ofDays(-30));
        assertThat(outcomes(now("a"), now("b"))).containsOnly(Outcome.DUPLICATE);
        clock.set(Duration.ofDays(-20));
        append(new Event("c", "1", "12", EventType.VIEW, T0, 0));
        clock.set(Duration.ofDays(20));
        append(now("d"));

        assertThat(outcomes(now("a"), now("b"), now("c"), now("d"))).containsOnly(Outcome.DUPLICATE);
        assertThat(log()).hasSize(4);
    }

    /** A view of this very moment. */
    private Event now(String id) {
        return new Event(id, "1", "10", EventType.VIEW, clock.millis(), 0);
    }

    @Test
    void anEmptyCallAppendsNothing() {
        Positions newest = append(view("a", 1, 1)).upTo();

        assertThat(append()).isEqualTo(new Appended(newest, List.of()));
        assertThat(change()).isEqualTo(new Appended(newest, List.of()));
    }

    @Test
    void waitingEndsWhenSomethingNewerComes() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Positions first = append(view("a", 1, 1)).upTo();
            Future<Boolean> newer =
                    threads.submit(() -> store.facts().tail(first).awaitNewer(Duration.ofSeconds(50)));

            append(view("b", 1, 1));

            assertThat(newer.get(50, SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void waitingEndsWithTheTimeoutWhenNothingComes() throws Exception {
        Positions first = append(view("a", 1, 1)).upTo();

        assertThat(store.facts().tail(Positions.START).awaitNewer(Duration.ZERO))
                .isTrue();
        assertThat(store.facts().tail(first).awaitNewer(Duration.ofMillis(20))).isFalse();
    }

    @Test
    void manyThreadsAppendAndEachIdWinsOnce() throws Exception {
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
            assertThat(log()).hasSize(expected);
            Set<String> ids = new TreeSet<>();
            log().forEach(fact -> {
                Event event = (Event) fact;
                assertThat(ids.add(event.reader() + "/" + event.id())).isTrue();
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
            assertThat(store.facts().newest().reached(result.upTo())).isTrue();
            appended += (int)
                    result.outcomes().stream().filter(Outcome.APPENDED::equals).count();
        }
        return appended;
    }

    @Test
    void aClosedLogRefusesAndWakesWhoWaits() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> newer =
                    threads.submit(() -> store.facts().tail(Positions.START).awaitNewer(Duration.ofSeconds(50)));

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

    @Test
    void anEventIsReadBackWithAllItsCallerSaid() {
        Event bare = event("a", 1, 10, EventType.LIKE);
        Event full = new Event(
                "b",
                "1",
                "10",
                EventType.LIKE,
                true,
                T0,
                new Origin("home", T0, 2, LongList.of(7, -9), 4, true),
                new Event.Sight("front-page_2", 10_000, 86_400_000));
        Event atOnce = new Event("c", "1", "10", EventType.VIEW, false, T0, Origin.NONE, new Event.Sight("", 0, 0));
        append(bare, full, atOnce);

        assertThat(log()).containsExactly(bare, full, atOnce);
    }

    @Test
    void aRetractionIsComparedAsItself() {
        Event like = event("like", 1, 10, EventType.LIKE);
        Event unlike = event("unlike", 1, 10, EventType.LIKE).retraction();
        Event again = event("again", 1, 10, EventType.LIKE);
        assertThat(outcomes(like, unlike, again)).containsOnly(Outcome.APPENDED);

        clock.move(Duration.ofDays(8));

        assertThat(outcomes(again, unlike, like)).containsOnly(Outcome.DUPLICATE);
        assertThat(outcomes(event("new id", 1, 10, EventType.LIKE).retraction()))
                .containsOnly(Outcome.DUPLICATE);
        Event old = event("b", 2, 10, EventType.LIKE);
        assertThat(outcomes(old, event("c", 2, 10, EventType.LIKE).retraction()))
                .containsOnly(Outcome.APPENDED);
    }

    @Test
    void whatWouldBecomeOfEventsIsSaidAndNothingChanges() {
        append(view("known", 1, 10));
        clock.move(Duration.ofDays(8));
        append(new Event("recent", "1", "10", EventType.VIEW, clock.millis(), 0));
        List<Event> events = List.of(
                view("known", 1, 10), // its id is forgotten, but not what it was
                view("old", 1, 10),
                view("older", 1, 11),
                view("older again", 1, 11),
                event("exposure", 1, 10, EventType.EXPOSE),
                new Event("recent", "1", "12", EventType.VIEW, clock.millis(), 0),
                now("new"),
                now("new"));

        for (int i = 0; i < 2; i++) {
            assertThat(store.facts().tryOut(events).join())
                    .containsExactly(
                            Outcome.DUPLICATE,
                            Outcome.DUPLICATE,
                            Outcome.APPENDED,
                            Outcome.DUPLICATE,
                            Outcome.TOO_OLD,
                            Outcome.DUPLICATE,
                            Outcome.APPENDED,
                            Outcome.DUPLICATE);
        }
        assertThat(log()).hasSize(2);
        assertThat(outcomes(events.toArray(Fact[]::new)))
                .isEqualTo(List.of(
                        Outcome.DUPLICATE,
                        Outcome.DUPLICATE,
                        Outcome.APPENDED,
                        Outcome.DUPLICATE,
                        Outcome.TOO_OLD,
                        Outcome.DUPLICATE,
                        Outcome.APPENDED,
                        Outcome.DUPLICATE));
        assertThat(store.facts().tryOut(List.of()).join()).isEmpty();
    }
}
