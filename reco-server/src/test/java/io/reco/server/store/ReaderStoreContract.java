package io.reco.server.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.Page;
import io.reco.server.domain.Rung;
import io.reco.server.domain.Source;

/** Promises of {@link ReaderStore}. */
public abstract class ReaderStoreContract extends StoreContract {

    private static byte code(EventType type) {
        return (byte) type.code();
    }

    @Test
    void nobodyKnowsAnUnknownReader() {
        ReaderState state = store.readers().read(4);

        assertThat(state.articles()).isEmpty();
        assertThat(state.pages()).isEmpty();
    }

    @Test
    void whatAReaderDidIsThereNewestAcceptedFirstToTheSecond() {
        append(
                new Event("a", 4, 10, EventType.VIEW, T0 - 1_999, 0),
                new Event("b", 5, 11, EventType.VIEW, T0, 0),
                new Event("c", 4, 12, EventType.SHARE, T0 - 90_000_001, 0));
        append(new Event("d", 4, 10, EventType.HIDE, T0, 0));

        ReaderState state = store.readers().read(4);

        assertThat(state.articles()).containsExactly(10, 12, 10);
        assertThat(state.types()).containsExactly(code(EventType.HIDE), code(EventType.SHARE), code(EventType.VIEW));
        assertThat(state.timesMs()).containsExactly(T0, T0 - 90_001_000, T0 - 2_000);
    }

    @Test
    void exposuresAreNotAmongWhatAReaderDid() {
        append(event("a", 4, 10, EventType.EXPOSE), view("b", 4, 11));

        assertThat(store.readers().read(4).articles()).containsExactly(11);
    }

    @Test
    void aKeptPageIsThereWithAllItsFields() {
        Page page = new Page(
                T0,
                "key-1",
                "k2",
                "arm",
                12,
                List.of(
                        new Page.Pick(10, Rung.PERSONAL, Source.SESSIONS, 0.25f),
                        new Page.Pick(20, Rung.VIEWED, Source.VIEWED, 1)));

        Page kept = store.readers().keep(4, state -> page);

        assertThat(kept).isEqualTo(page);
        assertThat(store.readers().read(4).pages()).containsExactly(page);
        assertThat(store.readers().read(5).pages()).isEmpty();
    }

    @Test
    void pagesComeNewestFirst() {
        store.readers().keep(4, state -> page(T0, 1));
        append(view("a", 4, 1));
        store.readers().keep(4, state -> page(T0 + 1, 2));

        assertThat(store.readers().read(4).pages()).containsExactly(page(T0 + 1, 2), page(T0, 1));
        assertThat(store.readers().read(4).articles()).containsExactly(1);
    }

    @Test
    void aDecisionSeesWhatTheReaderDidAndMayKeepNothing() {
        append(view("a", 4, 10));
        store.readers().keep(4, state -> page(T0, 1));

        Page nothing = store.readers().keep(4, state -> {
            assertThat(state.articles()).containsExactly(10);
            assertThat(state.pages()).containsExactly(page(T0, 1));
            return null;
        });

        assertThat(nothing).isNull();
        assertThat(store.readers().read(4).pages()).hasSize(1);
    }

    @Test
    void aPageThatIsNotNewerIsRefused() {
        store.readers().keep(4, state -> page(T0, 1));

        assertThatThrownBy(() -> store.readers().keep(4, state -> page(T0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stamp: " + T0);
        assertThat(store.readers().read(4).pages()).containsExactly(page(T0, 1));
    }

    @Test
    void theNewestFiftyPagesAreKept() {
        for (int i = 1; i <= 3 * ReaderStore.PAGES_MAX; i++) {
            long stamp = T0 + i;
            store.readers().keep(4, state -> {
                assertThat(state.pages()).hasSizeLessThanOrEqualTo(ReaderStore.PAGES_MAX);
                return page(stamp, 1);
            });
        }

        List<Page> pages = store.readers().read(4).pages();

        assertThat(pages).hasSize(ReaderStore.PAGES_MAX);
        assertThat(pages.get(0).stamp()).isEqualTo(T0 + 150);
        assertThat(pages.get(49).stamp()).isEqualTo(T0 + 101);
    }

    @Test
    void pagesAreKeptForNinetyDays() {
        store.readers().keep(4, state -> page(T0, 1));
        clock.move(Duration.ofDays(1));
        store.readers().keep(4, state -> page(T0 + Duration.ofDays(1).toMillis(), 2));

        clock.move(ReaderStore.PAGE_AGE_MAX.minusDays(1));
        assertThat(store.readers().read(4).pages()).hasSize(2);
        clock.move(Duration.ofMillis(1));
        assertThat(store.readers().read(4).pages()).hasSize(1);
        clock.move(Duration.ofDays(1));
        assertThat(store.readers().read(4).pages()).isEmpty();
    }

    @Test
    void whatAReaderDidWithTheLastTwoThousandArticlesIsKept() {
        List<Fact> facts = new ArrayList<>();
        for (int article = 1; article <= 4_000; article++) {
            facts.add(view("v" + article, 4, article));
        }
        facts.add(event("again", 4, 3_999, EventType.VIEW));
        facts.add(event("like-new", 4, 4_001, EventType.LIKE));
        facts.add(event("like-old", 4, 3_998, EventType.LIKE));
        for (int from = 0; from < facts.size(); from += 1_000) {
            append(facts.subList(from, Math.min(facts.size(), from + 1_000)).toArray(Fact[]::new));
        }

        ReaderState state = store.readers().read(4);

        assertThat(state.articles())
                .hasSize(ReaderStore.ARTICLES_MAX + 1)
                .startsWith(3_998, 4_001, 3_999, 4_000, 3_998, 3_997)
                .endsWith(2_003, 2_002);
        assertThat(state.types())
                .hasSize(ReaderStore.ARTICLES_MAX + 1)
                .startsWith(code(EventType.LIKE), code(EventType.LIKE), code(EventType.VIEW));
        assertThat(state.timesMs()).hasSize(ReaderStore.ARTICLES_MAX + 1);
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
                        store.readers().keep(4, state -> {
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
        List<Page> pages = store.readers().read(4).pages();
        assertThat(pages).hasSize(40);
        assertThat(pages.get(0).stamp()).isEqualTo(T0 + 39);
        assertThat(pages.get(39).stamp()).isEqualTo(T0);
    }

    @Test
    void eventsArriveWhileAPageIsDecided() {
        store.readers().keep(4, state -> {
            append(view("a", 4, 10));
            return page(T0, 1);
        });

        assertThat(store.readers().read(4).articles()).containsExactly(10);
        assertThat(store.readers().read(4).pages()).containsExactly(page(T0, 1));
    }

    @Test
    void aDecisionThatFailsKeepsNothingAndLocksNobodyOut() {
        assertThatThrownBy(() -> store.readers().keep(4, state -> {
                    throw new IllegalStateException("no page today");
                }))
                .hasMessage("no page today");

        store.readers().keep(4, state -> page(T0, 1));
        assertThat(store.readers().read(4).pages()).hasSize(1);
    }
}
