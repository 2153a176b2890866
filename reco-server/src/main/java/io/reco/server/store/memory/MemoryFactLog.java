package io.reco.server.store.memory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.Scan;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.count.Counts;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Mark;
import io.reco.server.store.log.Positions;
import io.reco.server.store.log.Tail;
import io.reco.server.store.reader.PreferencesChange;

/** The log as a growing array. Everything below {@code size} never changes, so readers copy nothing. */
final class MemoryFactLog implements FactLog {

    /** An event's id is unique within its reader. */
    private record ReaderEvent(String reader, String id) {}

    private final Clock clock;
    private final Map<String, ArticleRecord> catalogue;
    private final MemoryReaders readers;

    private final IdKeys ids;
    private final MemoryLives lives;

    /** Guards all below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition grown = lock.newCondition();
    private final Map<ReaderEvent, Long> lastKeptMs = new HashMap<>();
    private final Map<String, Counts> counts = new HashMap<>();
    /** Of all ids; a clock that jumps back makes none forgotten. */
    private long newestMs;

    /** When the newest fact was accepted. */
    private long acceptedMs;

    private Fact[] facts = new Fact[1_024];
    private int size;
    private boolean closed;

    MemoryFactLog(Clock clock, Map<String, ArticleRecord> catalogue, MemoryReaders readers, IdKeys ids) {
        this.clock = clock;
        this.catalogue = catalogue;
        this.readers = readers;
        this.ids = ids;
        this.lives = new MemoryLives(this, readers);
    }

    MemoryLives lives() {
        return lives;
    }

    IdKeys ids() {
        return ids;
    }

    /** The time of a change, and the newest that anything was accepted at, both in milliseconds since 1970 UTC. */
    record Newest(long nowMs, long acceptedMs) {}

    /** Does some work under the lock, alone with the log. */
    <T> T changing(Function<Newest, T> work) {
        return locked(() -> {
            int before = size;
            T done = work.apply(new Newest(clock.millis(), acceptedMs));
            if (size > before) {
                grown.signalAll();
            }
            return done;
        });
    }

    /** Forgets the event ids of a reader; under the lock. */
    void forgetIds(String reader) {
        lastKeptMs.keySet().removeIf(event -> event.reader.equals(reader));
    }

    /** Lets one reader know the event ids of another one; under the lock. */
    void copyIds(String from, String into) {
        Map<ReaderEvent, Long> copies = new HashMap<>();
        lastKeptMs.forEach((event, keptMs) -> {
            if (event.reader.equals(from)) {
                copies.put(new ReaderEvent(into, event.id), keptMs);
            }
        });
        copies.forEach((event, keptMs) -> lastKeptMs.merge(event, keptMs, Math::max));
    }

    @Override
    public CompletableFuture<Appended> append(List<? extends Fact> facts) {
        return append(facts, this::accept);
    }

    @Override
    public CompletableFuture<List<Outcome>> tryOut(List<Event> events) {
        long forgottenMs = clock.millis() - EVENT_ID_WINDOW.toMillis();
        return CompletableFuture.completedFuture(locked(() -> {
            Set<ReaderEvent> ids = new HashSet<>();
            Set<String> deeds = new HashSet<>();
            List<Outcome> outcomes = new ArrayList<>(events.size());
            for (Event event : events) {
                boolean old = event.timeMs() <= forgottenMs;
                String deed =
                        event.reader() + " " + event.article() + " " + event.deed() + " " + event.timeMs() / 1_000;
                Outcome outcome = outcome(event, forgottenMs);
                boolean known = outcome == Outcome.APPENDED
                        && (ids.contains(new ReaderEvent(event.reader(), event.id())) || (old && deeds.contains(deed)));
                outcomes.add(known ? Outcome.DUPLICATE : outcome);
                if (outcome == Outcome.APPENDED || outcome == Outcome.DUPLICATE) {
                    ids.add(new ReaderEvent(event.reader(), event.id()));
                    deeds.add(deed);
                }
            }
            return outcomes;
        }));
    }

    @Override
    public CompletableFuture<Appended> change(List<? extends ArticleChange> changes) {
        return append(changes, this::decide);
    }

    @Override
    public CompletableFuture<Appended> update(PreferencesChange change) {
        return append(List.of(change), this::decide);
    }

    private <T> CompletableFuture<Appended> append(List<T> call, ToAccept<T> accept) {
        Appended appended;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(Refusal.unavailable("store: closed (expected: open)", null));
            }
            long nowMs = clock.millis();
            List<Outcome> outcomes = new ArrayList<>(call.size());
            for (T item : call) {
                outcomes.add(accept.accept(item, nowMs));
            }
            grown.signalAll();
            appended = new Appended(place(size), outcomes);
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(appended);
    }

    /** Takes one item of a call in. */
    @FunctionalInterface
    private interface ToAccept<T> {
        Outcome accept(T item, long nowMs);
    }

    private Outcome decide(ArticleChange change, long nowMs) {
        Fact fact = change.decide(catalogue.get(change.article()), nowMs);
        return fact == null ? Outcome.UNCHANGED : accept(fact, nowMs);
    }

    private Outcome decide(PreferencesChange change, long nowMs) {
        Preferences after = change.decide(readers.stated(change.reader()), nowMs);
        return accept(new Fact.ReaderUpdated(change.reader(), after), nowMs);
    }

    private Outcome accept(Fact fact, long nowMs) {
        if (fact instanceof Event event) {
            Outcome outcome = outcome(event, nowMs - EVENT_ID_WINDOW.toMillis());
            if (outcome == Outcome.APPENDED || outcome == Outcome.DUPLICATE) {
                newestMs = Math.max(newestMs, nowMs);
                lastKeptMs.put(new ReaderEvent(event.reader(), event.id()), newestMs);
            }
            if (outcome != Outcome.APPENDED) {
                return outcome;
            }
            readers.add(event);
            if (!event.retracted()) {
                counts.merge(
                        event.article(),
                        Counts.NONE.with(event.type(), 1),
                        (before, one) -> before.with(event.type(), before.of(event.type()) + 1));
            }
            add(event);
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            ArticleRecord before = catalogue.get(upserted.article().id());
            boolean same = before != null && before.successor() && before.createMs() == upserted.createMs();
            if (upserted.successor() && !same) {
                counts.remove(upserted.article().id());
            }
            catalogue.put(upserted.article().id(), ArticleRecord.of(upserted, nowMs));
            add(fact);
        } else if (fact instanceof Fact.ArticleDeleted deleted) {
            catalogue.computeIfPresent(deleted.article(), (id, record) -> record.deletedAt(nowMs));
            add(fact);
        } else if (fact instanceof Fact.ReaderUpdated updated) {
            if (updated.preferences().equals(readers.stated(updated.reader()))) {
                return Outcome.UNCHANGED;
            }
            readers.state(updated.reader(), updated.preferences());
            add(fact);
        }
        return Outcome.APPENDED;
    }

    private Outcome outcome(Event event, long forgottenMs) {
        if (lives.gone(event)) {
            return Outcome.READER_ERASED;
        }
        Long keptMs = lastKeptMs.get(new ReaderEvent(event.reader(), event.id()));
        if (keptMs != null && keptMs > forgottenMs) {
            return Outcome.DUPLICATE;
        }
        return event.timeMs() > forgottenMs ? Outcome.APPENDED : readers.compare(event);
    }

    void add(Fact fact) {
        acceptedMs = Math.max(acceptedMs, clock.millis());
        if (size == facts.length) {
            facts = Arrays.copyOf(facts, size * 2);
        }
        facts[size++] = fact;
    }

    private static Positions place(long position) {
        return position == 0 ? Positions.START : Positions.of(new Mark(0, position));
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Positions newest() {
        return place(locked(() -> size));
    }

    @Override
    public Positions oldest() {
        return Positions.START;
    }

    List<Counts> counts(List<String> articles) {
        return locked(() -> articles.stream()
                .map(article -> counts.getOrDefault(article, Counts.NONE))
                .toList());
    }

    /** All of this very moment. */
    Scan scan() {
        return locked(
                () -> new MemoryScan(place(size), List.copyOf(catalogue.values()), Map.copyOf(counts), readers.all()));
    }

    @Override
    public Tail tail(Positions after) {
        return new MemoryTail((int) after.in(0));
    }

    private final class MemoryTail implements Tail {

        private int at;

        MemoryTail(int at) {
            this.at = at;
        }

        @Override
        public Positions at() {
            return place(at);
        }

        @Override
        public int read(int limit, Consumer<? super Fact> reader) {
            Fact[] all;
            int last;
            lock.lock();
            try {
                all = facts;
                last = Math.max(at, Math.min(size, at + Math.min(limit, size)));
            } finally {
                lock.unlock();
            }
            for (int place = at; place < last; place++) {
                reader.accept(all[place]);
            }
            int fed = last - at;
            at = last;
            return fed;
        }

        @Override
        public long behind() {
            return Math.max(0, locked(() -> size) - at);
        }

        @Override
        public boolean awaitNewer(Duration timeout) throws InterruptedException {
            long nanos = timeout.toNanos();
            lock.lockInterruptibly();
            try {
                while (size <= at && nanos > 0 && !closed) {
                    nanos = grown.awaitNanos(nanos);
                }
                return size > at;
            } finally {
                lock.unlock();
            }
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
