package io.reco.server.store.memory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Origin;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.AtOnce;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.reader.Showings;

/** Each reader's past in primitive arrays. */
final class MemoryReaders implements ReaderStore {

    /** Actions above the limit before they are thinned out. */
    private static final int ACTIONS_SLACK = 1_000;

    private final Clock clock;
    private final IdKeys ids;
    private final Map<String, Past> pasts = new ConcurrentHashMap<>();

    MemoryReaders(Clock clock, IdKeys ids) {
        this.clock = clock;
        this.ids = ids;
    }

    void add(Event event) {
        if (event.type() != EventType.EXPOSE) {
            past(event.reader()).add(ids.of(event.article()), event, clock);
        }
        if (event.origin().known()) {
            past(event.reader()).show(event);
        }
    }

    /** What becomes of an event whose id may be forgotten. */
    FactLog.Outcome compare(Event event) {
        if (!FactLog.comparable(event)) {
            return FactLog.Outcome.TOO_OLD;
        }
        Actions done = past(event.reader()).all();
        long article = ids.of(event.article());
        long timeMs = event.timeMs() / 1_000 * 1_000;
        for (int place = 0; place < done.size(); place++) {
            if (done.article(place) == article && done.deed(place) == event.deed() && done.timeMs(place) == timeMs) {
                return FactLog.Outcome.DUPLICATE;
            }
        }
        boolean dropped = done.droppedMs() > 0 && timeMs <= done.droppedMs();
        return dropped ? FactLog.Outcome.TOO_OLD : FactLog.Outcome.APPENDED;
    }

    /** Takes what a reader states from now on. */
    void state(String reader, Preferences preferences) {
        past(reader).state(preferences);
    }

    /** What a reader stated. */
    Preferences stated(String reader) {
        Past past = pasts.get(reader);
        return past == null ? Preferences.NONE : past.stated();
    }

    /** By reader what they did and stated, within the limits. */
    Map<String, ReaderState> all() {
        Map<String, ReaderState> all = new HashMap<>();
        pasts.forEach((reader, past) ->
                all.put(reader, new ReaderState(Retention.limit(past.all()), List.of(), past.stated())));
        return all;
    }

    /** What is known now. */
    ReaderState state(String reader) {
        Past past = pasts.get(reader);
        return past == null ? ReaderState.EMPTY : past.state(clock.millis());
    }

    /** Does some work while no page is kept of these readers. */
    <T> T alone(List<String> readers, Supplier<T> work) {
        if (readers.isEmpty()) {
            return work.get();
        }
        synchronized (past(readers.get(0)).pageOrder) {
            return alone(readers.subList(1, readers.size()), work);
        }
    }

    /** Forgets a reader. */
    void remove(String reader) {
        put(reader, ReaderState.EMPTY);
    }

    /** Puts this in place of all that was known. */
    void put(String reader, ReaderState state) {
        past(reader).put(state);
    }

    @Override
    public CompletableFuture<ReaderState> read(String reader) {
        Past past = pasts.get(reader);
        return CompletableFuture.completedFuture(past == null ? ReaderState.EMPTY : past.state(clock.millis()));
    }

    @Override
    public <D extends PageDecision> CompletableFuture<D> keep(String reader, Function<ReaderState, D> decision) {
        return AtOnce.of(() -> {
            Past past = past(reader);
            // Not the lock of the data: events go on being appended while a page is decided.
            synchronized (past.pageOrder) {
                ReaderState state = past.state(clock.millis());
                D decided = decision.apply(state);
                Page page = decided.page();
                if (page != null) {
                    Retention.requireFree(page, state);
                    past.add(page);
                }
                return decided;
            }
        });
    }

    private Past past(String reader) {
        return pasts.computeIfAbsent(reader, unused -> new Past());
    }

    /** Guarded by itself. */
    private static final class Past {

        final Object pageOrder = new Object();
        private Actions.Builder actions = Actions.builder(4);
        private int thinAt = ACTIONS_WHOLE + ACTIONS_SLACK;
        private List<Page> pagesNewestFirst = List.of();
        private Preferences preferences = Preferences.NONE;

        synchronized void add(long article, Event event, Clock clock) {
            actions.add(article, event.deed(), event.timeMs() / 1_000 * 1_000);
            if (actions.size() == thinAt) {
                thin(clock.millis());
            }
        }

        synchronized void add(Page page) {
            List<Page> pages = new ArrayList<>(pagesNewestFirst.size() + 1);
            pages.add(page);
            pages.addAll(pagesNewestFirst);
            pagesNewestFirst = Retention.limit(List.copyOf(pages), Long.MIN_VALUE);
        }

        synchronized void show(Event event) {
            List<Page> pages = new ArrayList<>(pagesNewestFirst);
            Origin origin = event.origin();
            boolean exposes = event.type() == EventType.EXPOSE;
            Showings.add(pages, origin.placement(), origin.pageStamp(), origin.slot(), exposes);
            pagesNewestFirst = List.copyOf(pages);
        }

        /** Beyond the limits, too. */
        synchronized Actions all() {
            return actions.build();
        }

        synchronized void state(Preferences stated) {
            preferences = stated;
        }

        synchronized Preferences stated() {
            return preferences;
        }

        synchronized ReaderState state(long nowMs) {
            ReaderState all = new ReaderState(actions.build(), pagesNewestFirst, preferences);
            return Retention.limit(all, nowMs - PAGE_AGE_MAX.toMillis());
        }

        synchronized void put(ReaderState state) {
            pagesNewestFirst = List.copyOf(state.pages());
            preferences = state.preferences();
            put(state.actions());
        }

        private void thin(long nowMs) {
            put(state(nowMs).actions());
        }

        private void put(Actions kept) {
            actions = Actions.builder(kept.size() + ACTIONS_SLACK).dropped(kept.droppedMs());
            for (int place = kept.size() - 1; place >= 0; place--) {
                actions.add(kept, place);
            }
            thinAt = kept.size() + ACTIONS_SLACK;
        }
    }
}
