package io.reco.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives;
import io.reco.server.store.life.ReaderLives.Erased;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Merged;
import io.reco.server.store.life.ReaderLives.Result;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;

/** Promises of {@link ReaderLives}. */
public abstract class ReaderLivesContract extends StoreContract {

    private Erased erase(int reader) {
        return store.lives().erase(Integer.toString(reader), false).join();
    }

    private Merged merge(int from, int into, String request) {
        return merge(from, into, request, false);
    }

    private Merged merge(int from, int into, String request, boolean look) {
        return store.lives()
                .merge(new Merge(Integer.toString(from), Integer.toString(into), request), look)
                .join();
    }

    private Lineage lineage(int reader) {
        return store.lives().lineage(Integer.toString(reader)).join();
    }

    private List<PagePlace> path(int servedTo, long stamp) {
        return store.lives()
                .path(new PagePlace(Integer.toString(servedTo), "", stamp))
                .join();
    }

    /** Under which stamps a reader has, or had, a page that another one was served. */
    private List<Long> stamps(int reader, int servedTo, long stamp) {
        return path(servedTo, stamp).stream()
                .filter(place -> place.reader().equals(Integer.toString(reader)))
                .map(PagePlace::stamp)
                .toList();
    }

    private ReaderState state(int reader) {
        return store.readers().read(Integer.toString(reader)).join();
    }

    private List<Long> stamps(int reader) {
        return state(reader).pages().stream().map(Page::stamp).toList();
    }

    private void keep(int reader, long stamp, int... articles) {
        Kept.keep(store, Integer.toString(reader), state -> page(stamp, articles));
    }

    private static Event viewAt(String id, int reader, int article, long timeMs) {
        return new Event(id, Integer.toString(reader), Integer.toString(article), EventType.VIEW, timeMs, 0);
    }

    private static Event shown(String id, int reader, int article, long timeMs, long stamp) {
        return new Event(
                id,
                Integer.toString(reader),
                Integer.toString(article),
                EventType.VIEW,
                timeMs,
                new Origin(stamp, 0, LongList.of()));
    }

    /** The log without events of a reader, who may have another part of it. */
    private List<Fact> logWithout(int reader) {
        return log().stream()
                .filter(fact -> !(fact instanceof Event event && event.reader().equals(Integer.toString(reader))))
                .toList();
    }

    private long views(int article) {
        return store.counts()
                .get(List.of(Integer.toString(article)))
                .join()
                .get(0)
                .of(EventType.VIEW);
    }

    @Test
    void ofAnErasedReaderNothingIsLeftButTheCounts() {
        append(view("a", 4, 10), view("b", 4, 11), view("c", 5, 10));
        keep(4, T0, 1, 2);
        clock.move(Duration.ofMinutes(1));

        Erased erased = erase(4);

        assertThat(erased.actions()).isEqualTo(2);
        assertThat(erased.pages()).isOne();
        assertThat(erased.erasedMs()).isEqualTo(clock.millis());
        assertThat(erased.goneMs()).isGreaterThanOrEqualTo(erased.erasedMs() + ReaderLives.PURGE_MAX.toMillis());
        assertThat(erased.upTo()).isEqualTo(store.facts().newest());
        assertThat(did(4)).isEmpty();
        assertThat(state(4).actions().droppedMs()).isZero();
        assertThat(stamps(4)).isEmpty();
        assertThat(did(5)).hasSize(1);
        assertThat(views(10)).isEqualTo(2);
        assertThat(logWithout(5))
                .last()
                .isEqualTo(new Fact.ReaderErased(store.ids().ofReader("4")));
        assertThat(lineage(4).erasedMs()).isEqualTo(erased.erasedMs());
        assertThat(lineage(5)).isEqualTo(Lineage.NONE);
    }

    @Test
    void whatIsSentAgainOfBeforeAnErasureIsRefusedAndLaterEventsBeginANewReader() {
        Event before = view("a", 4, 10);
        append(before);
        clock.move(Duration.ofMinutes(1));
        long erasedMs = erase(4).erasedMs();

        Event neverSent = viewAt("n", 4, 12, erasedMs - 1);
        Event after = viewAt("a", 4, 11, erasedMs);

        assertThat(outcomes(before, neverSent, after, after))
                .containsExactly(Outcome.READER_ERASED, Outcome.READER_ERASED, Outcome.APPENDED, Outcome.DUPLICATE);
        assertThat(articles(4)).containsExactly(11);
        assertThat(views(10)).isOne();
        clock.move(Duration.ofDays(30));
        assertThat(outcomes(before)).containsExactly(Outcome.READER_ERASED);
    }

    @Test
    void anEventOfAPageOfBeforeAnErasureIsRefused() {
        keep(4, T0, 10);
        clock.move(Duration.ofMinutes(1));
        erase(4);
        keep(4, clock.millis() + 5, 10);
        long nowMs = clock.millis();

        assertThat(outcomes(shown("a", 4, 10, nowMs, T0), shown("b", 4, 10, nowMs, nowMs + 5)))
                .containsExactly(Outcome.READER_ERASED, Outcome.APPENDED);
    }

    @Test
    void erasingAgainGivesANewReceiptAndALookErasesNothing() {
        append(view("a", 4, 10));
        clock.move(Duration.ofMinutes(1));
        Erased look = store.lives().erase("4", true).join();
        assertThat(look.actions()).isOne();
        assertThat(did(4)).hasSize(1);
        assertThat(lineage(4)).isEqualTo(Lineage.NONE);

        erase(4);
        clock.move(Duration.ofMinutes(1));
        Erased again = erase(4);

        assertThat(again.actions()).isZero();
        assertThat(again.erasedMs()).isEqualTo(clock.millis());
    }

    @Test
    void exactlyWhatWasAcceptedBeforeAnErasureIsGoneWhileEventsArrive()
            throws ExecutionException, InterruptedException {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            events.add(viewAt("e" + i, 4, 1 + i, T0 + 10));
        }
        clock.move(Duration.ofMillis(10));
        Future<?> sent = caller.submit(() -> {
            for (int i = 0; i < events.size(); i += 10) {
                append(events.subList(i, i + 10).toArray(Fact[]::new));
            }
        });
        while (did(4).size() < 500) {
            Thread.onSpinWait();
        }
        store.lives().erase("4", false).join();
        sent.get();
        caller.shutdown();

        List<Fact> log = log();
        int erasure = log.indexOf(new Fact.ReaderErased(store.ids().ofReader("4")));
        assertThat(erasure).isBetween(500, 3_000);
        // The erasure is a millisecond after all that was accepted: events of that moment are of before, wherever they
        // stand.
        assertThat(log).hasSize(erasure + 1);
        assertThat(did(4)).isEmpty();
        assertThat(outcomes(events.get(0), events.get(2_999))).containsOnly(Outcome.READER_ERASED);
    }

    @Test
    void aMergeMovesActionsAndPagesAndTheFirstReaderStartsEmpty() {
        append(view("a", 4, 10), viewAt("b", 5, 11, T0 - 8_000), viewAt("c", 5, 12, T0));
        keep(4, T0 - 50, 1, 2);
        keep(5, T0, 3);

        Merged merged = merge(4, 5, "r1");

        assertThat(merged).isEqualTo(new Merged(store.facts().newest(), Result.DONE, 1, 1));
        assertThat(articles(5)).containsExactly(12, 10, 11);
        assertThat(stamps(5)).containsExactly(T0, T0 - 50);
        assertThat(did(4)).isEmpty();
        assertThat(stamps(4)).isEmpty();
        assertThat(logWithout(4)).last().isEqualTo(new Fact.ReadersMerged("4", "5"));
        assertThat(lineage(5).mergedReaders()).containsExactly("4");
        assertThat(views(10)).isOne();
    }

    @Test
    void aPageWhoseStampTheOtherFeedHasGetsTheNextFreeOneAndItsTokenLeadsToIt() {
        keep(4, T0 - 1, 1);
        keep(4, T0, 2);
        keep(5, T0, 3);
        keep(5, T0 + 1, 4);
        clock.move(Duration.ofSeconds(1));

        merge(4, 5, "r1");

        assertThat(stamps(5)).containsExactly(T0 + 2, T0 + 1, T0, T0 - 1);
        assertThat(state(5).pages().get(0).slots().get(0).article()).isEqualTo(2);
        assertThat(stamps(5, 4, T0)).containsExactly(T0 + 2);
        assertThat(stamps(5, 4, T0 - 1)).containsExactly(T0 - 1);
        assertThat(stamps(5, 6, T0)).isEmpty();
    }

    @Test
    void pagesOfTwoFeedsMayHaveOneStampAndPreferencesDoNotMove() {
        Preferences stated = Preferences.NONE.personalised(false, T0);
        append(new Fact.ReaderUpdated("4", stated));
        keep(4, T0, 1);
        Kept.keep(store, "5", state -> page(T0, 2).in("home"));

        merge(4, 5, "r1");

        assertThat(stamps(5)).containsExactly(T0, T0);
        assertThat(state(5).preferences()).isEqualTo(Preferences.NONE);
        assertThat(state(4).preferences()).isEqualTo(stated);
        assertThat(erase(4).pages()).isZero();
        assertThat(state(4).preferences()).isEqualTo(Preferences.NONE);
    }

    @Test
    void whatAReaderTookBackStaysTakenBackAfterAMerge() {
        append(
                new Event("a", "4", "10", EventType.LIKE, T0 - 9_000, 0),
                new Event("b", "4", "10", EventType.LIKE, true, T0 - 5_000, Origin.NONE, Event.Sight.NONE),
                new Event("c", "5", "11", EventType.LIKE, T0 - 7_000, 0));

        merge(4, 5, "r1");

        Actions actions = state(5).actions();
        assertThat(articles(5)).containsExactly(10, 11, 10);
        assertThat(actions.retracts(0)).isTrue();
        assertThat(actions.retracted(1)).isFalse();
        assertThat(actions.retracted(2)).isTrue();
    }

    @Test
    void aRetriedEventIsADuplicateForBothReadersAfterAMerge() {
        Event event = viewAt("a", 4, 10, T0);
        append(event, event("x", 4, 10, EventType.EXPOSE));

        merge(4, 5, "r1");

        assertThat(outcomes(event, viewAt("a", 5, 10, T0), event("x", 5, 10, EventType.EXPOSE)))
                .containsOnly(Outcome.DUPLICATE);
        assertThat(views(10)).isOne();
        clock.move(Duration.ofDays(6));
        assertThat(outcomes(event, viewAt("a", 5, 10, T0))).containsOnly(Outcome.DUPLICATE);
    }

    @Test
    void aNightlyDumpOfBothReadersCountsOnceLongAfterAMerge() {
        Event first = viewAt("a", 4, 10, T0 - 5_000);
        Event second = viewAt("b", 4, 11, T0);
        append(first, second, viewAt("c", 5, 12, T0));
        merge(4, 5, "r1");

        clock.move(Duration.ofDays(20));

        assertThat(outcomes(first, second)).containsOnly(Outcome.TOO_OLD);
        assertThat(outcomes(viewAt("a", 5, 10, T0 - 5_000), viewAt("c", 5, 12, T0)))
                .containsOnly(Outcome.DUPLICATE);
        assertThat(outcomes(viewAt("new", 4, 10, T0 + 1_000))).containsExactly(Outcome.APPENDED);
    }

    @Test
    void aSharedDeviceIsUsedByAnotherPersonAfterwardsAndNothingLeaksBetweenTheTwo() {
        append(viewAt("a", 4, 10, T0));
        keep(4, T0, 1);
        clock.move(Duration.ofMinutes(1));
        merge(4, 5, "r1");
        clock.move(Duration.ofMinutes(1));
        long later = clock.millis();
        append(viewAt("b", 4, 20, later));
        keep(4, later, 2);
        clock.move(Duration.ofMinutes(1));

        merge(4, 6, "r2");

        assertThat(articles(5)).containsExactly(10);
        assertThat(articles(6)).containsExactly(20);
        assertThat(stamps(5)).containsExactly(T0);
        assertThat(stamps(6)).containsExactly(later);
        assertThat(stamps(5, 4, T0)).containsExactly(T0);
        assertThat(stamps(5, 4, later)).isEmpty();
        assertThat(stamps(6, 4, T0)).isEmpty();
        assertThat(stamps(6, 4, later)).containsExactly(later);
        assertThat(did(4)).isEmpty();
    }

    @Test
    void theSameRequestMergesOnceAndWithOtherReadersIsAConflict() {
        append(view("a", 4, 10));
        assertThat(merge(4, 5, "r1", true).actions()).isOne();
        assertThat(did(5)).isEmpty();
        merge(4, 5, "r1");
        append(view("b", 4, 11));

        assertThat(merge(4, 5, "r1").result()).isEqualTo(Result.REPEATED);
        assertThat(merge(4, 5, "r1").actions()).isZero();
        assertThat(merge(4, 6, "r1").result()).isEqualTo(Result.CONFLICT);
        assertThat(merge(6, 5, "r1", true).result()).isEqualTo(Result.CONFLICT);
        assertThat(articles(5)).containsExactly(10);

        clock.move(ReaderLives.REQUEST_WINDOW.minusSeconds(1));
        assertThat(merge(4, 5, "r1").result()).isEqualTo(Result.REPEATED);
        clock.move(ReaderLives.REQUEST_WINDOW);
        assertThat(merge(4, 5, "r1").result()).isEqualTo(Result.DONE);
        assertThat(articles(5)).containsExactlyInAnyOrder(10, 11);
    }

    @Test
    void whoeverIsUnknownMayBeMergedAndMergedInto() {
        assertThat(merge(4, 5, "r1")).isEqualTo(new Merged(store.facts().newest(), Result.DONE, 0, 0));
        append(view("a", 6, 10));
        merge(6, 7, "r2");
        assertThat(articles(7)).containsExactly(10);
    }

    @Test
    void theLastSixteenMergedReadersAreRemembered() {
        for (int from = 100; from < 120; from++) {
            clock.move(Duration.ofSeconds(1));
            merge(from, 5, "r" + from);
        }
        assertThat(lineage(5).mergedReaders())
                .hasSize(16)
                .startsWith("119", "118")
                .doesNotContain("103");
    }

    @Test
    void theLimitsHoldAfterAMerge() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 1_500; i++) {
            events.add(viewAt("f" + i, 4, i, T0 - 4_000_000 + i * 2_000L));
            events.add(viewAt("i" + i, 5, 10_000 + i, T0 - 3_999_000 + i * 2_000L));
        }
        appendAll(events);
        for (int i = 1; i <= 40; i++) {
            keep(4, T0 - 1_000 + 2L * i, i);
            keep(5, T0 - 999 + 2L * i, i);
        }
        clock.move(Duration.ofSeconds(1));

        Merged merged = merge(4, 5, "r1");

        assertThat(merged.actions()).isEqualTo(1_500);
        assertThat(merged.pages()).isEqualTo(40);
        assertThat(did(5)).hasSize(ReaderStore.ACTIONS_WHOLE);
        assertThat(articles(5)).startsWith(11_500, 1_500, 11_499);
        assertThat(stamps(5)).hasSize(ReaderStore.PAGES_MAX).startsWith(T0 - 919, T0 - 920);
    }

    @Test
    void anErasureEndsMergesOnEitherSide() {
        append(view("a", 4, 10));
        keep(4, T0, 1);
        clock.move(Duration.ofMinutes(1));
        merge(4, 5, "r1");
        merge(5, 6, "r2");

        erase(4);
        assertThat(lineage(5)).isEqualTo(Lineage.NONE);
        assertThat(articles(6)).containsExactly(10);
        erase(6);
        assertThat(lineage(6).merges()).isEmpty();
        assertThat(did(6)).isEmpty();
        // What came to them stays known for the one it came from.
        assertThat(outcomes(view("a", 5, 10))).containsExactly(Outcome.DUPLICATE);
    }

    @Test
    void aPageIsFollowedAlongAChainOfMergesWithTheStampsItGot() {
        keep(4, T0, 1);
        keep(5, T0, 2);
        keep(6, T0 + 1, 3);
        clock.move(Duration.ofMinutes(1));
        merge(4, 5, "r1");
        merge(5, 6, "r2");

        assertThat(path(4, T0))
                .containsExactly(
                        new PagePlace("4", "", T0), new PagePlace("5", "", T0 + 1), new PagePlace("6", "", T0 + 2));
        assertThat(stamps(6)).containsExactly(T0 + 2, T0 + 1, T0);
    }

    @Test
    void aPageThatCameAfterAMergeIsNotOfWhomTheMergeWasInto() {
        keep(4, T0, 1);
        clock.move(Duration.ofMinutes(1));
        merge(5, 6, "r1");
        merge(4, 5, "r2");

        assertThat(path(4, T0)).last().isEqualTo(new PagePlace("5", "", T0));
        assertThat(stamps(6, 4, T0)).isEmpty();
        merge(5, 7, "r3");
        assertThat(path(4, T0)).last().isEqualTo(new PagePlace("7", "", T0));
    }

    @Test
    void anOldPageThatCameToASharedDeviceLaterMovesOnWithTheNextMerge() {
        keep(4, T0, 1);
        clock.move(Duration.ofMinutes(1));
        merge(5, 6, "r1");
        merge(4, 5, "r2");
        merge(5, 6, "r3");

        assertThat(path(4, T0)).last().isEqualTo(new PagePlace("6", "", T0));
        merge(6, 7, "r4");
        assertThat(path(4, T0)).last().isEqualTo(new PagePlace("7", "", T0));
    }

    @Test
    void aCircleOfMergesEndsWhereThePageIs() {
        keep(4, T0, 1);
        for (int round = 0; round < 5; round++) {
            merge(4, 5, "there" + round);
            merge(5, 4, "back" + round);
        }
        assertThat(stamps(4)).containsExactly(T0);
        assertThat(path(4, T0)).last().isEqualTo(new PagePlace("4", "", T0));
    }

    @Test
    void aDeviceThatIsMergedOftenIsOneRememberedReaderWithAllItsPages() {
        keep(4, T0, 1);
        keep(5, T0, 2);
        for (int i = 0; i < 300; i++) {
            clock.move(Duration.ofSeconds(1));
            merge(4, 5, "r" + i);
        }
        long later = clock.millis();

        assertThat(lineage(5).mergedReaders()).containsExactly("4");
        assertThat(lineage(5).merges()).hasSize(1);
        assertThat(stamps(5, 4, T0)).containsExactly(T0 + 1);
        assertThat(stamps(5, 4, later - 1)).containsExactly(later - 1);
        assertThat(stamps(5, 4, later)).isEmpty();
    }

    @Test
    void aDeviceThatTwoPeopleShareByTurnsKeepsThemApart() {
        long[] served = new long[300];
        for (int i = 0; i < served.length; i++) {
            clock.move(Duration.ofSeconds(1));
            served[i] = clock.millis();
            clock.move(Duration.ofSeconds(1));
            merge(4, 5 + i % 2, "r" + i);
        }
        for (int i = 0; i < served.length; i++) {
            assertThat(path(4, served[i])).last().isEqualTo(new PagePlace(Integer.toString(5 + i % 2), "", served[i]));
        }
    }

    @Test
    void whatWentToAReaderWhoForgotItIsNotOfTheNextOne() {
        keep(4, T0, 1);
        clock.move(Duration.ofSeconds(1));
        merge(4, 5, "r");
        for (int from = 100; from < 116; from++) {
            merge(from, 5, "r" + from);
        }
        merge(4, 6, "next");

        assertThat(path(4, T0)).containsExactly(new PagePlace("4", "", T0));
    }
}
