package io.reco.server.store.rocksdb.readers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * Records of readers who came lately, decoded, so that their next page needs no read. Never anything else than what is stored:
 * a write of a record removes it from here before who wrote goes on, and what was read of a database that was opened anew since
 * does not count. Bounded by the heap; readers of whom nothing is stored are not remembered. Safe for use by many threads.
 */
final class KnownReaders {

    /** Of the heap, beside what {@code model.settings.HeapBudget} gives to the models. */
    private static final int HEAP_PART = 32;

    private static final int ENTRY_BYTES = 400;
    private static final int ACTION_BYTES = Long.BYTES + Long.BYTES + Byte.BYTES;
    private static final int PAGE_BYTES = 200;
    private static final int SLOT_BYTES = 56;

    private final Database database;
    private final Cache<String, Known> known;

    KnownReaders(Database database) {
        this.database = database;
        known = Caffeine.newBuilder()
                .maximumWeight(Runtime.getRuntime().maxMemory() / HEAP_PART)
                .weigher((String reader, Known one) -> one.bytes() + Character.BYTES * reader.length())
                .executor(Runnable::run)
                .build();
        database.watchReaders(key -> forget(Keys.name(key)));
    }

    /**
     * A record as it was read.
     *
     * @param state all that it holds, but for the actions beyond the limits
     * @param leftOut how many actions those are
     * @param showings what became known of its pages and does not stand in them yet, counted
     * @param statements how often the reader stated something
     * @param opening of the database that it is of
     */
    record Known(ReaderState state, int leftOut, int showings, int statements, int opening) {

        static Known of(byte[] record, int opening) {
            ReaderFormat.Held held = ReaderFormat.held(record);
            Actions all = held.state().actions();
            Actions kept = Retention.limit(all);
            return new Known(
                    held.state().with(kept, held.state().pages()),
                    all.size() - kept.size(),
                    held.showings(),
                    held.statements(),
                    opening);
        }

        Known with(Page page) {
            List<Page> pages = new ArrayList<>(state.pages().size() + 1);
            pages.add(page);
            pages.addAll(state.pages());
            return new Known(
                    state.with(state.actions(), Collections.unmodifiableList(pages)),
                    leftOut,
                    showings,
                    statements,
                    opening);
        }

        int bytes() {
            long bytes = ENTRY_BYTES + (long) ACTION_BYTES * state.actions().size();
            for (Page page : state.pages()) {
                bytes += PAGE_BYTES + (long) SLOT_BYTES * page.slots().size();
            }
            return (int) Math.min(Integer.MAX_VALUE, bytes);
        }
    }

    /** What is stored of a reader now; null when nothing is. */
    @Nullable
    Known of(String reader) {
        @Nullable Known held = known.get(reader, this::read);
        while (held != null && held.opening() != database.openings()) {
            forget(reader);
            held = known.get(reader, this::read);
        }
        return held;
    }

    /** Nobody else reads or removes this reader meanwhile, so what is remembered is not of before a write that was told of. */
    private @Nullable Known read(String reader) {
        int opening = database.openings();
        byte[] record = database.get(Table.READERS, Keys.ofReader(reader));
        return record == null ? null : Known.of(record, opening);
    }

    /**
     * Has a page written of which nobody else is told, and remembers it. For one caller at a time of the same reader.
     *
     * @param before what {@link #of} gave and the page was decided on; null when nothing was stored
     */
    void extend(String reader, @Nullable Known before, Page page, Runnable write) {
        @Nullable Known after = null;
        try {
            write.run();
            after = before == null ? null : before.with(page);
        } finally {
            replace(reader, before, after);
        }
    }

    /** Another write of this reader has removed what was there before, or is about to: what comes after it is not put back. */
    @SuppressWarnings("ReferenceEquality") // the very one: an equal one was read since
    private void replace(String reader, @Nullable Known before, @Nullable Known after) {
        // As one step: this waits for who is reading the record, who may have read it as it was before the write.
        known.asMap().compute(reader, (name, now) -> now != null && now == before ? after : null);
    }

    private void forget(String reader) {
        replace(reader, null, null);
    }
}
