package io.reco.server.ingest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.server.MovableClock;
import io.reco.server.domain.Article;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.engine.CutStore;
import io.reco.server.store.Store;
import io.reco.server.store.log.Positions;
import io.reco.server.store.memory.MemoryStore;

/** Going along a log whose ends move. */
class WatchesTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(START);
    private Store store;
    private Watches watches;

    @BeforeEach
    void open() {
        store = MemoryStore.open(clock);
        watches = of(store);
    }

    @AfterEach
    void close() {
        watches.close();
        store.close();
    }

    private Watches of(Store other) {
        return new Watches(other.facts(), other.lives(), store.ids());
    }

    private static WatchRequest from(String position) {
        return new WatchRequest(position, true, List.of(), List.of(), List.of());
    }

    private void views(int from, int to, String reader) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(new Event("e" + i, reader, "a", EventType.VIEW, clock.millis(), 0));
        }
        var unused = store.facts().append(events).join();
    }

    private static List<Event> rest(Watch watch) {
        List<Event> rest = new ArrayList<>();
        Watch.Events events = watch.next();
        while (events.more()) {
            rest.addAll(events.events());
            events = watch.next();
        }
        return rest;
    }

    @Test
    void factsThatAreNoEventsArePassedOverAndMoveThePosition() {
        Watch watch = watches.open(from(""));
        String begin = watch.position();
        var unused = store.facts()
                .append(List.of(new Fact.ArticleUpserted(Article.bare("a").publishedAt(clock.millis()))))
                .join();

        assertThat(rest(watch)).isEmpty();
        assertThat(watch.position()).isNotEqualTo(begin);
    }

    @Test
    void aPlaceBeforeTheLogsBeginningIsGoneAndTheBeginningIsNamed() {
        views(0, 10, "r");
        Watch watch = watches.open(from(""));
        String old = watch.position();
        assertThat(rest(watch)).hasSize(10);
        Positions cut = store.facts().newest();
        views(10, 15, "r");
        Watches later = of(new CutStore(store, cut));

        Refusal refused = catchThrowableOfType(Refusal.class, () -> later.open(from(old)));

        assertThat(refused.reason()).isEqualTo(Refusal.Reason.GONE);
        String goOnFrom = Objects.requireNonNull(refused.details().get("position"));
        assertThat(refused.description())
                .isEqualTo("position: " + old + " (expected: " + goOnFrom
                        + " or later; facts before it are not kept any more)");
        assertThat(rest(later.open(from(goOnFrom)))).hasSize(5);
        assertThat(rest(later.open(from("")))).as("from the oldest").hasSize(5);
    }

    @Test
    void aPlaceBeyondTheLogsEndIsGoneAndTheEndIsNamed() {
        views(0, 10, "r");
        Watch watch = watches.open(from(""));
        assertThat(rest(watch)).hasSize(10);
        String beyond = watch.position();
        try (Store rewound = MemoryStore.open(clock)) {
            Refusal refused =
                    catchThrowableOfType(Refusal.class, () -> of(rewound).open(from(beyond)));

            assertThat(refused.reason()).isEqualTo(Refusal.Reason.GONE);
            assertThat(rest(of(rewound)
                            .open(from(Objects.requireNonNull(refused.details().get("position"))))))
                    .isEmpty();
        }
    }

    @Test
    void eventsOfAnErasedReaderAreToldToNobodyAnyMore() {
        views(0, 5, "gone");
        views(5, 10, "here");
        clock.move(Duration.ofSeconds(1));
        var unused = store.lives().erase("gone", false).join();
        clock.move(Duration.ofSeconds(1));
        views(10, 12, "gone"); // somebody new

        assertThat(rest(watches.open(from(""))).stream().map(Event::id))
                .containsExactly("e5", "e6", "e7", "e8", "e9", "e10", "e11");
    }

    @Test
    void whoWantsToBeToldIsToldOfWhatIsNewAndNotWithoutEnd() {
        AtomicInteger told = new AtomicInteger();
        watches.onNew(told::incrementAndGet);
        await().until(() -> told.get() > 0);
        int before = told.get();

        views(0, 1, "r");

        await().until(() -> told.get() > before);
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(told.get()).isLessThanOrEqualTo(before + 2);
        watches.close();
        int atEnd = told.get();
        views(1, 2, "r");
        assertThat(told.get()).isEqualTo(atEnd);
    }
}
