package io.reco.server.store.rocksdb.readers;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import it.unimi.dsi.fastutil.HashCommon;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.store.AtOnce;
import io.reco.server.store.Scan;
import io.reco.server.store.age.Ages;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Moment;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * One record a reader. Actions and pages are appended to it without reading; when a read finds much in it that is beyond the
 * limits, the record is put on a list, and the thread that appends facts rewrites it.
 */
public final class RocksReaders implements ReaderStore {

    /** Actions and pages beyond the limits that a record may hold before it is rewritten. */
    private static final int ACTIONS_SLACK = 500;

    private static final int PAGES_SLACK = 14;

    /** What became known of pages beside them, before it is joined with them. */
    private static final int SHOWINGS_SLACK = 60;

    /** Readers on the list; more wait until they are read again. */
    private static final int OVERGROWN_MAX = 10_000;

    private static final int STRIPES = 1_024; // a power of two

    private final Database database;
    private final KnownReaders known;
    private final Clock clock;
    private final Ages ages;
    private final LongSupplier acceptedMs;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final Set<String> overgrown = ConcurrentHashMap.newKeySet();

    /**
     * In this database.
     *
     * @param acceptedMs the newest moment that a fact was accepted at, milliseconds since 1970 UTC
     */
    public RocksReaders(Database database, Clock clock, Ages ages, LongSupplier acceptedMs) {
        this.database = database;
        this.known = new KnownReaders(database);
        this.clock = clock;
        this.ages = ages;
        this.acceptedMs = acceptedMs;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    private ReentrantLock stripe(String reader) {
        return stripes[stripeNumber(reader)];
    }

    private int stripeNumber(String reader) {
        return HashCommon.mix(reader.hashCode()) & STRIPES - 1;
    }

    @Override
    public CompletableFuture<ReaderState> read(String reader) {
        return AtOnce.of(() -> stored(reader));
    }

    private ReaderState stored(String reader) {
        return counting(reader, known.of(reader));
    }

    /** Of what is stored what counts now. */
    private ReaderState counting(String reader, KnownReaders.@Nullable Known held) {
        if (held == null) {
            return ReaderState.EMPTY;
        }
        List<Page> all = held.state().pages();
        List<Page> kept = Retention.limit(all, clock.millis() - PAGE_AGE_MAX.toMillis());
        boolean much = held.showings() > SHOWINGS_SLACK
                || held.statements() > 1
                || held.leftOut() > ACTIONS_SLACK
                || manyToDrop(all, kept);
        if (much) {
            rewriteSoon(reader);
        }
        return kept == all ? held.state() : held.state().with(held.state().actions(), kept);
    }

    /** Puts a reader on the list of those whose records hold much that does not count any more. */
    public void rewriteSoon(String reader) {
        if (overgrown.size() < OVERGROWN_MAX) {
            overgrown.add(reader);
        }
    }

    private boolean manyToDrop(List<Page> all, List<Page> kept) {
        int pages = all.size() - kept.size();
        long oldestMs = clock.millis() - PAGE_AGE_MAX.toMillis();
        boolean expired = pages > 0 && !ages.doubted() && Retention.anyBefore(all, oldestMs);
        return expired || pages > PAGES_SLACK;
    }

    @Override
    public <D extends PageDecision> CompletableFuture<D> keep(String reader, Function<ReaderState, D> decision) {
        return AtOnce.of(() -> decide(reader, decision));
    }

    private <D extends PageDecision> D decide(String reader, Function<ReaderState, D> decision) {
        ReentrantLock stripe = stripe(reader);
        stripe.lock();
        try {
            KnownReaders.@Nullable Known held = known.of(reader);
            ReaderState state = counting(reader, held);
            D decided = decision.apply(state);
            Page page = decided.page();
            if (page != null) {
                Retention.requireFree(page, state);
                byte[] record = ReaderFormat.record(page, nowMs());
                byte[] key = Keys.ofReader(reader);
                known.extend(
                        reader, held, page, () -> database.writeUnsynced(write -> write.extendReader(key, record)));
            }
            return decided;
        } finally {
            stripe.unlock();
        }
    }

    /** Does some work while no page is kept of any of these readers. */
    public <T> T alone(List<String> readers, Supplier<T> work) {
        List<ReentrantLock> held = new ArrayList<>();
        readers.stream().map(this::stripeNumber).distinct().sorted().forEach(number -> held.add(stripes[number]));
        held.forEach(ReentrantLock::lock);
        try {
            return work.get();
        } finally {
            held.forEach(ReentrantLock::unlock);
        }
    }

    /** Everything that is there of a reader, beyond the limits, too. */
    public ReaderState all(String reader) {
        byte[] record = database.get(Table.READERS, Keys.ofReader(reader));
        return record == null ? ReaderState.EMPTY : ReaderFormat.state(record);
    }

    /** Of a state what counts now. */
    public ReaderState limited(ReaderState state) {
        return Retention.limit(state, clock.millis() - PAGE_AGE_MAX.toMillis());
    }

    /** Puts all of a reader in place of what was there. Only for the thread that appends actions, and {@link #alone}. */
    public void put(AtomicWrite write, String reader, ReaderState state) throws RocksDBException {
        ReaderState kept = Retention.limit(state, ages.oldBeforeMs(PAGE_AGE_MAX));
        write.put(Table.READERS, Keys.ofReader(reader), ReaderFormat.record(kept, nowMs()));
    }

    /** Removes all of a reader; likewise. */
    public void remove(AtomicWrite write, String reader) throws RocksDBException {
        overgrown.remove(reader);
        write.delete(Table.READERS, Keys.ofReader(reader));
    }

    /**
     * Rewrites some of the overgrown records. Only for the thread that appends actions: between its read and its write of a
     * record nobody else may append any. Records whose reader is being served a page wait for the next call.
     *
     * @param limit records at most
     */
    public void rewrite(int limit) {
        Iterator<String> readers = overgrown.iterator();
        for (int i = 0; i < limit && readers.hasNext(); i++) {
            String reader = readers.next();
            ReentrantLock stripe = stripe(reader);
            if (stripe.tryLock()) {
                try {
                    rewrite(reader);
                    readers.remove();
                } finally {
                    stripe.unlock();
                }
            }
        }
    }

    private void rewrite(String reader) {
        byte[] key = Keys.ofReader(reader);
        byte[] record = database.get(Table.READERS, key);
        if (record == null) {
            return;
        }
        ReaderFormat.Held held = ReaderFormat.held(record);
        ReaderState kept = Retention.limit(held.state(), ages.oldBeforeMs(PAGE_AGE_MAX));
        byte[] rewritten = ReaderFormat.record(kept, held.acceptedMs());
        database.writeUnsynced(write -> write.put(Table.READERS, key, rewritten));
    }

    /** Never before what was accepted, also with a clock that was set back. */
    private long nowMs() {
        return Math.max(clock.millis(), acceptedMs.getAsLong());
    }

    /**
     * Looks at some readers, one after the other: removes those of whom nothing was accepted or kept for so long, and has those
     * rewritten that have old pages. For the thread alone that appends actions.
     *
     * @param from key of the first reader to look at; empty for the first one
     * @param limit readers at most
     * @param kept how long a reader is kept
     * @param goes what else goes with a reader
     * @return the key to go on from; none after the last reader
     */
    public Optional<byte[]> removeOld(byte[] from, int limit, Duration kept, Departure goes) {
        long readersBeforeMs = ages.oldBeforeMs(kept);
        long pagesBeforeMs = ages.oldBeforeMs(PAGE_AGE_MAX);
        List<String> old = new ArrayList<>();
        Optional<byte[]> next = database.look(Table.READERS, iterator -> {
            iterator.seek(from);
            for (int i = 0; i < limit && iterator.isValid(); i++, iterator.next()) {
                ReaderFormat.Age age = ReaderFormat.age(iterator.value());
                if (ended(age, readersBeforeMs)) {
                    old.add(Keys.name(iterator.key()));
                } else if (age.pageMs() < pagesBeforeMs && overgrown.size() < OVERGROWN_MAX) {
                    overgrown.add(Keys.name(iterator.key()));
                }
            }
            return iterator.isValid() ? Optional.of(iterator.key()) : Optional.empty();
        });
        old.forEach(reader -> remove(reader, readersBeforeMs, goes));
        return next;
    }

    /** Removes what goes with a reader. */
    @FunctionalInterface
    public interface Departure {

        void remove(AtomicWrite write, String reader) throws RocksDBException;
    }

    /** Whether the whole day on which something came last is of before a moment. */
    private static boolean ended(ReaderFormat.Age age, long beforeMs) {
        return age.acceptedMs() + Duration.ofDays(1).toMillis() <= beforeMs;
    }

    /** Looks once more: a page may have been kept meanwhile. One that is being decided now saves its reader, too. */
    private void remove(String reader, long beforeMs, Departure goes) {
        ReentrantLock stripe = stripe(reader);
        if (stripe.tryLock()) {
            try {
                byte[] key = Keys.ofReader(reader);
                byte[] record = database.get(Table.READERS, key);
                if (record != null && ended(ReaderFormat.age(record), beforeMs)) {
                    database.writeUnsynced(write -> {
                        write.delete(Table.READERS, key);
                        goes.remove(write, reader);
                    });
                }
            } finally {
                stripe.unlock();
            }
        }
    }

    /** Shows what every reader had done and stated at a moment. */
    public static void scan(Moment moment, Scan.ReaderTaker readers) {
        moment.scan(
                Table.READERS,
                (key, value) -> readers.take(
                        Keys.name(key),
                        Retention.limit(ReaderFormat.actions(value)),
                        ReaderFormat.stated(value).preferences()));
    }

    /**
     * Lets no action be after this time, and no page: those are removed, as a later stamp would hide all pages to come. Of a
     * store that is not open.
     *
     * @return how many readers were changed
     */
    public static int cutTimes(Database database, long nowMs) {
        List<byte[]> readers = new ArrayList<>();
        try (Moment moment = database.moment()) {
            moment.scan(Table.READERS, (key, record) -> {
                if (ahead(ReaderFormat.held(record), nowMs)) {
                    readers.add(key);
                }
            });
        }
        for (byte[] key : readers) {
            byte[] record = database.get(Table.READERS, key);
            if (record != null) {
                ReaderFormat.Held held = ReaderFormat.held(record);
                byte[] cut = ReaderFormat.record(cut(held.state(), nowMs), Math.min(nowMs, held.acceptedMs()));
                database.writeUnsynced(write -> write.put(Table.READERS, key, cut));
            }
        }
        return readers.size();
    }

    private static boolean ahead(ReaderFormat.Held held, long nowMs) {
        Actions actions = held.state().actions();
        List<Page> pages = held.state().pages();
        return held.acceptedMs() > nowMs
                || (actions.size() > 0 && actions.timeMs(0) > nowMs)
                || pages.stream().anyMatch(page -> page.stamp() > nowMs)
                || !held.state()
                        .preferences()
                        .cutTimes(nowMs)
                        .equals(held.state().preferences());
    }

    private static ReaderState cut(ReaderState state, long nowMs) {
        Actions all = state.actions();
        Actions.Builder actions = Actions.builder(all.size()).dropped(Math.min(nowMs, all.droppedMs()));
        for (int place = all.size() - 1; place >= 0; place--) {
            actions.add(all.article(place), all.deed(place), Math.min(nowMs, all.timeMs(place)));
        }
        List<Page> pages =
                state.pages().stream().filter(page -> page.stamp() <= nowMs).toList();
        return new ReaderState(actions.build(), pages, state.preferences().cutTimes(nowMs));
    }
}
