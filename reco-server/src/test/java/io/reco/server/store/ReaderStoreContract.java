package io.reco.server.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import it.unimi.dsi.fastutil.longs.LongList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.page.Source;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;

/** Promises of {@link ReaderStore}. */
public abstract class ReaderStoreContract extends StoreContract {

    /** {@code count} views of as many articles, 1 being the oldest, ten seconds apart. */
    private static List<Event> views(int count) {
        List<Event> views = new ArrayList<>();
        for (int article = 1; article <= count; article++) {
            views.add(at("v" + article, article, EventType.VIEW, article - count));
        }
        return views;
    }

    private static List<Event> ofReader(int reader, List<Event> events) {
        return events.stream()
                .map(event -> new Event(
                        reader + event.id(),
                        Integer.toString(reader),
                        event.article(),
                        event.type(),
                        event.timeMs(),
                        0))
                .toList();
    }

    /** What reader 4 did, so many times ten seconds after {@link #T0}. */
    private static Event at(String id, int article, EventType type, int tens) {
        return new Event(id, "4", Integer.toString(article), type, T0 + tens * 10_000L, 0);
    }

    @Test
    void nobodyKnowsAnUnknownReader() {
        ReaderState state = store.readers().read("4").join();

        assertThat(state.actions().size()).isZero();
        assertThat(state.pages()).isEmpty();
    }

    @Test
    void whatAReaderDidIsThereNewestEventTimeFirstToTheSecond() {
        append(
                new Event("a", "4", "10", EventType.VIEW, T0 - 1_999, 0),
                new Event("b", "5", "11", EventType.VIEW, T0, 0),
                new Event("c", "4", "12", EventType.SHARE, T0 - 90_000_001, 0));
        append(new Event("d", "4", "10", EventType.HIDE, T0, 0));

        assertThat(did(4))
                .containsExactly(
                        new Did(10, EventType.HIDE, T0),
                        new Did(10, EventType.VIEW, T0 - 2_000),
                        new Did(12, EventType.SHARE, T0 - 90_001_000));
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        List<Event> events = views(2_300);
        appendAll(events);
        Collections.reverse(events);
        appendAll(ofReader(5, events));
        Collections.shuffle(events, new Random(1));
        appendAll(ofReader(6, events));

        assertThat(did(4)).hasSize(ReaderStore.ACTIONS_WHOLE).startsWith(new Did(2_300, EventType.VIEW, T0));
        assertThat(did(5)).isEqualTo(did(4));
        assertThat(did(6)).isEqualTo(did(4));
    }

    @Test
    void whatArrivesLateDoesNotPushOutWhatWasDoneLately() {
        appendAll(views(2_000));
        List<Did> before = did(4);
        List<Event> late = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            late.add(at("late" + i, 10_000 + i, EventType.VIEW, -30_000 - i));
        }

        appendAll(late);

        assertThat(did(4)).isEqualTo(before);
    }

    @Test
    void ofTheSameSecondTheLatestAcceptedComesFirst() {
        append(view("a", 4, 10), view("b", 4, 11));
        append(view("c", 4, 9));

        assertThat(articles(4)).containsExactly(9, 11, 10);
    }

    @Test
    void exposuresAreNotAmongWhatAReaderDid() {
        append(event("a", 4, 10, EventType.EXPOSE), view("b", 4, 11));

        assertThat(articles(4)).containsExactly(11);
    }

    @Test
    void aKeptPageIsThereWithAllItsFields() {
        Page page = new Page(
                "a-placement_64",
                T0,
                T0 + 400,
                "key-1",
                30,
                -77,
                "k2",
                "policy",
                new ModelId(12L << 40 | 3),
                true,
                List.of(
                        new Page.Slot(10, Rung.PERSONAL, 0.25f, Shares.of(new float[] {0, 1, 5, 3, 2})),
                        new Page.Slot(30, Rung.PERSONAL, 1, Shares.of(new float[] {0, 0, 0, 1, 9})),
                        new Page.Slot(20, Rung.VIEWED, 1, Shares.of(Source.VIEWED))),
                new Shown(1L << 63, 5, 2));

        Page kept = Kept.keep(store, "4", state -> page);

        assertThat(kept).isEqualTo(page);
        assertThat(page.slots())
                .extracting(Page.Slot::source)
                .containsExactly(Source.SESSIONS, Source.FRESH, Source.VIEWED);
        assertThat(store.readers().read("4").join().pages()).containsExactly(page);
        assertThat(store.readers().read("5").join().pages()).isEmpty();
    }

    @Test
    void whatEventsSayOfAPagesSlotsIsKeptWithIt() {
        List<Page.Slot> slots = new ArrayList<>();
        for (int slot = 0; slot < 100; slot++) {
            slots.add(new Page.Slot(1_000 + slot, Rung.FRESH, 1, Shares.of(Source.FRESH)));
        }
        for (long stamp : new long[] {T0, T0 + 1, T0 + 2}) {
            Page page = new Page(stamp, "k", "", new ModelId(1), slots);
            Kept.keep(store, "4", state -> page);
        }
        append(placed("a", EventType.EXPOSE, T0, 0), placed("b", EventType.EXPOSE, T0, 99));
        append(placed("c", EventType.VIEW, T0, 99), placed("d", EventType.VIEW, T0 + 1, 7));
        append(placed("e", EventType.VIEW, T0 + 1, 3), placed("f", EventType.EXPOSE, T0 + 7, 3));

        List<Page> pages = store.readers().read("4").join().pages();

        assertThat(pages)
                .extracting(Page::shown)
                .containsExactly(Shown.UNKNOWN, new Shown(0, 0, 8), new Shown(1, 1L << 35, 100));
        assertThat(pages.get(0).shown().seen(99)).isTrue();
        assertThat(pages.get(1).shown().seen(7)).isTrue();
        assertThat(pages.get(1).shown().seen(8)).isFalse();
        assertThat(pages.get(2).shown().seen(99)).isTrue();
        assertThat(pages.get(2).shown().seen(1)).isFalse();
    }

    private static Event placed(String id, EventType type, long pageStamp, int slot) {
        String article = Integer.toString(1_000 + slot);
        return new Event(id, "4", article, type, pageStamp, new Origin(pageStamp, slot, LongList.of()));
    }

    @Test
    void anyIdsAreKeptOfReadersAndArticles() {
        List<String> ids =
                List.of("7", "007", "0c1cbbc6-9e41-4a19-a6e4-4bba4f0ffc37", "2147483648", "!", "~".repeat(128));
        List<Page.Slot> slots = new ArrayList<>();
        List<Long> keys = new ArrayList<>();
        for (String article : ids) {
            long key = store.ids().of(article);
            keys.add(key);
            slots.add(new Page.Slot(key, Rung.PERSONAL, 1, Shares.of(Source.SESSIONS)));
        }
        Page page = new Page(T0, "k", "", new ModelId(1), slots);

        for (String reader : ids) {
            for (String article : ids) {
                append(new Event(article, reader, article, EventType.VIEW, T0, 0));
            }
            Kept.keep(store, reader, state -> page);
        }

        Collections.reverse(keys);
        for (String reader : ids) {
            ReaderState state = store.readers().read(reader).join();
            assertThat(Did.all(state.actions())).extracting(Did::article).isEqualTo(keys);
            assertThat(state.pages()).containsExactly(page);
        }
    }

    @Test
    void noReaderIsTakenForAnotherWhoseIdBeginsTheSame() {
        append(new Event("b1", "a", "1", EventType.VIEW, T0, 0));

        assertThat(outcomes(
                        new Event("1", "ab", "1", EventType.VIEW, T0, 0),
                        new Event("b1", "a", "1", EventType.VIEW, T0, 0)))
                .containsExactly(Outcome.APPENDED, Outcome.DUPLICATE);
        assertThat(store.readers().read("a").join().actions().size()).isOne();
        assertThat(store.readers().read("ab").join().actions().size()).isOne();
        assertThat(store.readers().read("b").join().actions().size()).isZero();
    }

    @Test
    void pagesComeNewestFirst() {
        Kept.keep(store, "4", state -> page(T0, 1));
        append(view("a", 4, 1));
        Kept.keep(store, "4", state -> page(T0 + 1, 2));

        assertThat(store.readers().read("4").join().pages()).containsExactly(page(T0 + 1, 2), page(T0, 1));
        assertThat(articles(4)).containsExactly(1);
    }

    @Test
    void aDecisionSeesWhatTheReaderDidAndMayKeepNothing() {
        append(view("a", 4, 10));
        Kept.keep(store, "4", state -> page(T0, 1));

        Page nothing = Kept.keep(store, "4", state -> {
            assertThat(Did.all(state.actions())).containsExactly(new Did(10, EventType.VIEW, T0 - 5_000));
            assertThat(state.pages()).containsExactly(page(T0, 1));
            return null;
        });

        assertThat(nothing).isNull();
        assertThat(store.readers().read("4").join().pages()).hasSize(1);
    }

    @Test
    void aPageOfAStampThatIsTakenIsRefused() {
        Kept.keep(store, "4", state -> page(T0, 1));

        assertThatThrownBy(() -> Kept.keep(store, "4", state -> page(T0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stamp: " + T0);
        assertThat(store.readers().read("4").join().pages()).containsExactly(page(T0, 1));
    }

    @Test
    void theNewestFiftyPagesAreKept() {
        for (int i = 1; i <= 3 * ReaderStore.PAGES_MAX; i++) {
            long stamp = T0 + i;
            Kept.keep(store, "4", state -> {
                assertThat(state.pages()).hasSizeLessThanOrEqualTo(ReaderStore.PAGES_MAX);
                return page(stamp, 1);
            });
        }

        List<Page> pages = store.readers().read("4").join().pages();

        assertThat(pages).hasSize(ReaderStore.PAGES_MAX);
        assertThat(pages.get(0).stamp()).isEqualTo(T0 + 150);
        assertThat(pages.get(49).stamp()).isEqualTo(T0 + 101);
    }

    @Test
    void fiftyPagesOfTheFeedWithoutANameAreKeptAndFiftyOfAllOthersTogether() {
        for (int i = 1; i <= 80; i++) {
            long stamp = T0 + i;
            for (String placement : List.of("", "home", "section")) {
                Kept.keep(store, "4", state -> page(stamp, 1).in(placement));
            }
        }

        List<Page> pages = store.readers().read("4").join().pages();

        assertThat(pages).hasSize(2 * ReaderStore.PAGES_MAX);
        assertThat(stamps(pages, "")).hasSize(50).startsWith(T0 + 80).endsWith(T0 + 31);
        assertThat(stamps(pages, "home")).hasSize(25).startsWith(T0 + 80).endsWith(T0 + 56);
        assertThat(stamps(pages, "section")).hasSize(25).startsWith(T0 + 80).endsWith(T0 + 56);
    }

    private static List<Long> stamps(List<Page> pages, String placement) {
        return pages.stream()
                .filter(page -> page.placement().equals(placement))
                .map(Page::stamp)
                .toList();
    }

    @Test
    void aStampIsUniqueWithinItsFeedAlone() {
        Kept.keep(store, "4", state -> page(T0 + 5, 1));
        Kept.keep(store, "4", state -> page(T0, 2).in("home"));
        Kept.keep(store, "4", state -> page(T0 + 5, 3).in("section"));

        assertThatThrownBy(() -> Kept.keep(store, "4", state -> page(T0, 4).in("home")))
                .isInstanceOf(IllegalArgumentException.class);
        ReaderState state = store.readers().read("4").join();
        assertThat(state.pages()).extracting(Page::placement).containsExactly("section", "home", "");
        assertThat(state.pages()).extracting(Page::stamp).containsExactly(T0 + 5, T0, T0 + 5);
    }

    @Test
    void anEventTellsOfThePageOfItsPlacementAlone() {
        for (String placement : List.of("", "home", "section")) {
            Kept.keep(store, "4", state -> page(T0, 1, 2).in(placement));
        }
        append(new Event("a", "4", "2", EventType.EXPOSE, T0, new Origin("home", T0, 1, LongList.of())));
        append(new Event("b", "4", "1", EventType.VIEW, T0, new Origin(T0, 0, LongList.of())));

        assertThat(store.readers().read("4").join().pages())
                .extracting(Page::shown)
                .containsExactly(Shown.UNKNOWN, new Shown(2, 0, 0), new Shown(0, 0, 1));
    }

    @Test
    void aPageThatIsOldWhenItIsKeptGoesAtNinetyDaysWhateverIsBeforeIt() {
        long daysMs = Duration.ofDays(80).toMillis();
        Kept.keep(store, "4", state -> page(T0, 1));
        Kept.keep(store, "4", state -> page(T0 - daysMs, 2).in("home"));

        clock.move(Duration.ofDays(11));

        assertThat(store.readers().read("4").join().pages()).containsExactly(page(T0, 1));
    }

    @Test
    void pagesAreKeptForNinetyDays() {
        Kept.keep(store, "4", state -> page(T0, 1));
        clock.move(Duration.ofDays(1));
        Kept.keep(store, "4", state -> page(T0 + Duration.ofDays(1).toMillis(), 2));

        clock.move(ReaderStore.PAGE_AGE_MAX.minusDays(1));
        assertThat(store.readers().read("4").join().pages()).hasSize(2);
        clock.move(Duration.ofMillis(1));
        assertThat(store.readers().read("4").join().pages()).hasSize(1);
        clock.move(Duration.ofDays(1));
        assertThat(store.readers().read("4").join().pages()).isEmpty();
    }

    @Test
    void theNewestTwoThousandActionsAreKeptAndOfOlderOnesTheNewestOfEachArticleAndType() {
        List<Event> events = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            for (int article = 1; article <= 100; article++) {
                events.add(at("v" + round + "-" + article, article, EventType.VIEW, round * 100 + article - 9_000));
            }
        }
        events.add(at("like", 7, EventType.LIKE, -20_000));
        events.add(at("old-like", 7, EventType.LIKE, -20_001));
        events.add(at("old-view", 500, EventType.VIEW, -20_002));

        appendAll(events);

        List<Did> did = did(4);
        assertThat(did).hasSize(2_002);
        assertThat(did.get(1_999)).isEqualTo(new Did(1, EventType.VIEW, T0 + (1_001 - 9_000) * 10_000L));
        assertThat(did.subList(2_000, 2_002))
                .containsExactly(
                        new Did(7, EventType.LIKE, T0 - 20_000 * 10_000L),
                        new Did(500, EventType.VIEW, T0 - 20_002 * 10_000L));
        assertThat(store.readers().read("4").join().actions().droppedMs()).isEqualTo(T0 + (1_000 - 9_000) * 10_000L);
    }

    @Test
    void whatAReaderDidWithTheLastTwoThousandArticlesIsKept() {
        List<Event> events = views(4_000);
        events.add(at("like", 2_001, EventType.LIKE, -3_999));
        events.add(at("like-of-one-forgotten", 2_000, EventType.LIKE, -3_999));

        appendAll(events);

        List<Integer> articles = articles(4);
        assertThat(articles).hasSize(ReaderStore.ARTICLES_MAX + 1).startsWith(4_000, 3_999);
        assertThat(articles.subList(1_999, 2_001)).containsExactly(2_001, 2_001);
        assertThat(store.readers().read("4").join().actions().droppedMs()).isEqualTo(T0 - 2_000 * 10_000L);
    }

    @Test
    void nothingIsSaidToBeDroppedWhileAllIsThere() {
        appendAll(views(2_000));

        assertThat(store.readers().read("4").join().actions().droppedMs()).isZero();
    }

    @Test
    void aRejectionSurvivesTwoThousandOtherArticles() {
        List<Event> events = new ArrayList<>(
                List.of(at("hide", 9_001, EventType.HIDE, -9_000), at("dislike", 9_002, EventType.DISLIKE, -9_001)));
        events.addAll(views(2_500));

        appendAll(events);

        Actions actions = store.readers().read("4").join().actions();
        assertThat(actions.rejected(9_001)).isTrue();
        assertThat(actions.rejected(9_002)).isTrue();
        assertThat(actions.rejected(2_500)).isFalse();
        assertThat(actions.size()).isEqualTo(2_002);
    }

    @Test
    void theNewestTwoThousandRejectedArticlesAreKeptApartFromWhatWasRead() {
        List<Event> events = views(1_000);
        for (int i = 0; i < 2_200; i++) {
            events.add(at("h" + i, 10_000 + i, i % 2 == 0 ? EventType.HIDE : EventType.DISLIKE, -5_000 - i));
        }

        appendAll(events);

        Actions actions = store.readers().read("4").join().actions();
        assertThat(actions.size()).isEqualTo(3_000);
        assertThat(actions.rejected(10_000)).isTrue();
        assertThat(actions.rejected(11_999)).isTrue();
        assertThat(actions.rejected(12_000)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void whatIsLaterThanARejectionTakesItBackOrNot(EventType later) {
        append(at("back", 10, later, 1), at("hide", 10, EventType.HIDE, 0));
        append(at("back2", 20, later, 0), at("dislike", 20, EventType.DISLIKE, 1));

        Actions actions = store.readers().read("4").join().actions();
        boolean takesBack = Set.of(EventType.LIKE, EventType.BOOKMARK, EventType.READ, EventType.SHARE)
                .contains(later);
        assertThat(actions.rejected(10)).isEqualTo(!takesBack);
        assertThat(actions.rejected(20)).isTrue();
    }

    @Test
    void aRejectionTakenBackLongAgoStaysSo() {
        List<Event> events = views(2_500);
        events.add(at("hide", 9_001, EventType.HIDE, -9_000));
        events.add(at("like", 9_001, EventType.LIKE, -8_999));

        appendAll(events);

        assertThat(store.readers().read("4").join().actions().rejected(9_001)).isFalse();
    }

    @Test
    void twoPagesOfOneReaderAreNeverDecidedAtTheSameTime() throws Exception {
        AtomicInteger deciding = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        Kept.keep(store, "4", state -> {
                            assertThat(deciding.incrementAndGet()).isEqualTo(1);
                            long stamp = state.pages().isEmpty()
                                    ? T0
                                    : state.pages().get(0).stamp() + 1;
                            deciding.decrementAndGet();
                            return page(stamp, 1);
                        });
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(50, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        List<Page> pages = store.readers().read("4").join().pages();
        assertThat(pages).hasSize(40);
        assertThat(pages.get(0).stamp()).isEqualTo(T0 + 39);
        assertThat(pages.get(39).stamp()).isEqualTo(T0);
    }

    @Test
    void eventsArriveWhileAPageIsDecided() {
        Kept.keep(store, "4", state -> {
            append(view("a", 4, 10));
            return page(T0, 1);
        });

        assertThat(articles(4)).containsExactly(10);
        assertThat(store.readers().read("4").join().pages()).containsExactly(page(T0, 1));
    }

    @Test
    void aDecisionThatFailsKeepsNothingAndLocksNobodyOut() {
        assertThatThrownBy(() -> Kept.keep(store, "4", state -> {
                    throw new IllegalStateException("no page today");
                }))
                .hasMessage("no page today");

        Kept.keep(store, "4", state -> page(T0, 1));
        assertThat(store.readers().read("4").join().pages()).hasSize(1);
    }

    /** Actions of reader 4 with an article. */
    private Actions actions() {
        return store.readers().read("4").join().actions();
    }

    /** Whether some action of this type with the article stands. */
    private boolean stands(EventType type, int article) {
        Actions actions = actions();
        for (int place = 0; place < actions.size(); place++) {
            if (actions.article(place) == article && actions.type(place) == type && !actions.takenBack(place)) {
                return true;
            }
        }
        return false;
    }

    private static Event like(int article, int tens) {
        return at("like-" + article + "-" + tens, article, EventType.LIKE, tens);
    }

    private static Event unlike(int article, int tens) {
        return at("unlike-" + article + "-" + tens, article, EventType.LIKE, tens)
                .retraction();
    }

    @Test
    void theLatestOfLikesAndTheirRetractionsDecidesWhateverArrivesFirst() {
        int article = 0;
        for (int[] order : new int[][] {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}}) {
            int liked = ++article;
            int unliked = ++article;
            for (int time : order) {
                append(time == 2 ? unlike(liked, time) : like(liked, time));
                append(time == 2 ? like(unliked, time) : unlike(unliked, time));
            }

            assertThat(stands(EventType.LIKE, liked)).as("%s", List.of(order)).isTrue();
            assertThat(stands(EventType.LIKE, unliked)).as("%s", List.of(order)).isFalse();
        }
    }

    @Test
    void ofTheSameSecondWhatIsAcceptedLaterDecides() {
        append(like(1, 0), unlike(1, 0));
        append(unlike(2, 0), like(2, 0));

        assertThat(stands(EventType.LIKE, 1)).isFalse();
        assertThat(stands(EventType.LIKE, 2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = EventType.class,
            names = {"DISLIKE", "HIDE"})
    void aRetractedRejectionIsNoneWhateverArrivesFirst(EventType type) {
        append(at("r1", 1, type, 0));
        append(at("b1", 1, type, 1).retraction());
        append(at("b2", 2, type, 1).retraction());
        append(at("r2", 2, type, 0));
        append(at("b3", 3, type, 0).retraction());
        append(at("r3", 3, type, 1));

        assertThat(actions().rejected(1)).isFalse();
        assertThat(actions().rejected(2)).isFalse();
        assertThat(actions().rejected(3)).isTrue();
        assertThat(stands(type, 1)).isFalse();
        assertThat(stands(type, 2)).isFalse();
    }

    @Test
    void aRetractionConcernsItsOwnArticleAndTypeAlone() {
        append(
                at("hide", 1, EventType.HIDE, 0),
                at("dislike", 1, EventType.DISLIKE, 0),
                at("no-dislike", 1, EventType.DISLIKE, 1).retraction(),
                like(2, 0),
                at("bookmark", 2, EventType.BOOKMARK, 0),
                at("view", 2, EventType.VIEW, 0),
                like(3, 0),
                unlike(2, 1));

        assertThat(actions().rejected(1)).isTrue();
        assertThat(stands(EventType.LIKE, 2)).isFalse();
        assertThat(stands(EventType.BOOKMARK, 2)).isTrue();
        assertThat(stands(EventType.VIEW, 2)).isTrue();
        assertThat(stands(EventType.LIKE, 3)).isTrue();
    }

    @Test
    void aRetractedLikeTakesNoRejectionBack() {
        append(at("hide", 1, EventType.HIDE, 0), like(1, 1), unlike(1, 2));

        assertThat(actions().rejected(1)).isTrue();
    }

    @Test
    void aRetractionIsKeptAsLongAsWhatItTakesBackWouldBe() {
        List<Event> events = views(1_500);
        events.add(unlike(9_001, -8_000));
        events.add(at("back", 9_002, EventType.HIDE, -8_000).retraction());
        for (int round = 1; round <= 2; round++) {
            for (Event view : views(1_500)) {
                events.add(new Event(round + view.id(), "4", view.article(), EventType.VIEW, view.timeMs(), 0));
            }
        }

        appendAll(events);
        append(like(9_001, -8_001), at("hide", 9_002, EventType.HIDE, -8_001));

        assertThat(stands(EventType.LIKE, 9_001)).isFalse();
        assertThat(actions().rejected(9_002)).isFalse();
    }

    @Test
    void aRetractionOfLongAgoDoesNotKeepRejectedArticlesFromTheirPlaces() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            events.add(at("h" + i, 10_000 + i, EventType.HIDE, -5_000 - i));
        }
        for (int i = 0; i < 500; i++) {
            events.add(at("b" + i, 20_000 + i, EventType.HIDE, -3_000 - i).retraction());
        }
        appendAll(events);

        assertThat(actions().rejected(10_000)).isTrue();
        assertThat(actions().rejected(11_999)).isTrue();
    }
}
