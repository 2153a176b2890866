package io.reco.server.store.rocksdb.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.format.EventFormat;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.LifeChange;

/**
 * What one caller appends, on its way to the disk.
 *
 * @param acceptedMs when it arrived, milliseconds since 1970 UTC
 * @param tryOut whether it is only asked what would become of it
 * @param appended completed when it is durable, or refused
 */
record Append(List<Entry> entries, long acceptedMs, boolean tryOut, CompletableFuture<Appended> appended) {

    /** One fact, or what will become one. */
    sealed interface Entry permits EventEntry, ArticleEntry, PreferencesEntry, LifeEntry {}

    /**
     * What can be encoded without knowing the store is: of an event everything.
     *
     * @param idKey of an event, without its day, see {@link SeenIds}
     * @param run the fact as a run of one
     * @param action the reader's record of it, null for events that leave none
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
    record EventEntry(Event event, byte[] idKey, byte[] run, byte @Nullable [] action) implements Entry {}

    /** A change, to be decided by the writer. */
    record ArticleEntry(ArticleChange change) implements Entry {}

    /** A change of readers as a whole, alone in its append. */
    record LifeEntry(LifeChange change) implements Entry {}

    /** A change, to be decided by the writer. */
    record PreferencesEntry(PreferencesChange change) implements Entry {}

    /** What a reader states, decided already. */
    private record Stated(String reader, Preferences preferences) implements PreferencesChange {

        @Override
        public Preferences decide(Preferences before, long nowMs) {
            return preferences;
        }
    }

    /** A fact about an article, decided already. */
    private record Decided(String article, Fact fact) implements ArticleChange {

        @Override
        public Fact decide(@Nullable ArticleRecord record, long nowMs) {
            return fact;
        }
    }

    /** The events among the entries, in their order. */
    List<EventEntry> events() {
        List<EventEntry> events = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry instanceof EventEntry event) {
                events.add(event);
            }
        }
        return events;
    }

    static Append of(List<? extends Fact> facts, IdKeys ids, long acceptedMs) {
        List<Entry> entries = new ArrayList<>(facts.size());
        for (Fact fact : facts) {
            if (fact instanceof Event event) {
                entries.add(entry(event, ids));
            } else if (fact instanceof Fact.ArticleUpserted upserted) {
                entries.add(new ArticleEntry(new Decided(upserted.article().id(), fact)));
            } else if (fact instanceof Fact.ArticleDeleted deleted) {
                entries.add(new ArticleEntry(new Decided(deleted.article(), fact)));
            } else if (fact instanceof Fact.ReaderUpdated updated) {
                entries.add(new PreferencesEntry(new Stated(updated.reader(), updated.preferences())));
            }
        }
        return new Append(entries, acceptedMs, false, new CompletableFuture<>());
    }

    /** These events, of which nobody wants more than to know what would become of them. */
    static Append tryOut(List<Event> events, IdKeys ids, long acceptedMs) {
        return new Append(of(events, ids, acceptedMs).entries(), acceptedMs, true, new CompletableFuture<>());
    }

    /** The change of readers as a whole that this is; null when it is none. */
    @Nullable
    LifeChange life() {
        return entries.size() == 1 && entries.get(0) instanceof LifeEntry life ? life.change() : null;
    }

    static Append of(LifeChange change, long acceptedMs) {
        return new Append(List.of(new LifeEntry(change)), acceptedMs, false, new CompletableFuture<>());
    }

    static Append ofChanges(List<? extends ArticleChange> changes, long acceptedMs) {
        List<Entry> entries = new ArrayList<>(changes.size());
        changes.forEach(change -> entries.add(new ArticleEntry(change)));
        return new Append(entries, acceptedMs, false, new CompletableFuture<>());
    }

    static Append ofUpdate(PreferencesChange change, long acceptedMs) {
        return new Append(List.of(new PreferencesEntry(change)), acceptedMs, false, new CompletableFuture<>());
    }

    private static Entry entry(Event event, IdKeys ids) {
        byte[] action = ReaderFormat.record(ids.of(event.article()), event);
        return new EventEntry(event, Keys.ofEvent(event.reader(), event.id()), EventFormat.run(event), action);
    }
}
