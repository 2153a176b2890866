package io.reco.server.store.rocksdb.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.rocksdb.RocksDBException;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog.Appended;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.rocksdb.articles.GroupArticles;
import io.reco.server.store.rocksdb.counts.GroupCounts;
import io.reco.server.store.rocksdb.counts.HotCounts;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.LifeChange;
import io.reco.server.store.rocksdb.lives.Tombstones;
import io.reco.server.store.rocksdb.readers.GroupPreferences;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;

/** Several appends as one atomic write: their facts and all that follows from them. For the writer thread alone. */
final class AppendGroup {

    /** Size at which a run of facts is closed, so that following the log decodes no huge values. */
    private static final int RUN_BYTES = 64 << 10;

    private final Database database;
    private final SeenIds seenIds;
    private final ByteArrayOutputStream run = new ByteArrayOutputStream(2 * RUN_BYTES);
    private final KnownEvents known;

    /** What each reader did and stated, one after the other: one part a reader is written. */
    private final Map<String, ByteArrayOutputStream> actions = new HashMap<>();

    private final GroupPreferences preferences;
    private final GroupArticles articles;
    private final GroupCounts counts;
    private long runFirst;
    private long newest;
    private long acceptedMs;

    /** A group to follow what the log holds. */
    AppendGroup(
            Database database,
            SeenIds seenIds,
            Tombstones tombstones,
            HotCounts hotCounts,
            IdKeys ids,
            Consumer<String> overgrown,
            LogEnds ends) {
        this.database = database;
        this.seenIds = seenIds;
        this.preferences = new GroupPreferences(database, overgrown);
        this.articles = new GroupArticles(database);
        this.counts = new GroupCounts(database, hotCounts);
        this.known = new KnownEvents(database, seenIds, tombstones, ids);
        this.newest = ends.newest();
        this.acceptedMs = ends.acceptedMs();
        this.runFirst = newest + 1;
    }

    /** Makes the appends durable, and says what became of each; nothing is written when it throws. */
    List<Appended> write(List<Append> appends) {
        known.find(appends);
        long before = newest;
        List<Appended> results = new ArrayList<>(appends.size());
        try {
            write(appends, results);
        } catch (Refusal refusal) {
            // With a full disk ids cannot be kept anew. What was there before is there all the same.
            if (refusal.reason() != Refusal.Reason.STORAGE_FULL || newest != before) {
                throw refusal;
            }
        }
        return results;
    }

    private void write(List<Append> appends, List<Appended> results) {
        long before = newest;
        database.writeSynced(write -> {
            for (Append append : appends) {
                List<Outcome> outcomes = new ArrayList<>(append.entries().size());
                for (Append.Entry entry : append.entries()) {
                    outcomes.add(add(entry, append.acceptedMs(), write));
                }
                results.add(new Appended(RocksFactLog.place(newest), outcomes));
            }
            if (newest > before) {
                closeRun(write);
                counts.into(write);
                StoredLog.write(newest(), write);
            }
            extendReaders(write);
        });
        counts.stored();
    }

    private void extendReaders(AtomicWrite write) throws RocksDBException {
        byte[] accepted = ReaderFormat.accepted(acceptedMs);
        for (Map.Entry<String, ByteArrayOutputStream> reader : actions.entrySet()) {
            reader.getValue().writeBytes(accepted);
            write.extend(
                    Table.READERS,
                    Keys.ofReader(reader.getKey()),
                    reader.getValue().toByteArray());
        }
    }

    private Outcome add(Append.Entry entry, long nowMs, AtomicWrite write) throws RocksDBException {
        if (entry instanceof Append.EventEntry event) {
            return add(event, nowMs, write);
        }
        if (entry instanceof Append.PreferencesEntry statement) {
            return add(statement.change(), nowMs, write);
        }
        if (entry instanceof Append.LifeEntry life) {
            return add(life.change(), nowMs, write);
        }
        ArticleChange change = ((Append.ArticleEntry) entry).change();
        Fact fact = change.decide(articles.record(change.article()), nowMs);
        if (fact == null) {
            return Outcome.UNCHANGED;
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            if (articles.anotherThanBefore(upserted)) {
                counts.restart(change.article());
            }
            log(FactFormat.upserted(articles.upsert(upserted, nowMs, write)), nowMs, write);
        } else if (fact instanceof Fact.ArticleDeleted deleted) {
            articles.delete(deleted.article(), nowMs, write);
            log(FactFormat.deleted(deleted.article()), nowMs, write);
        } else {
            throw new IllegalStateException("fact: " + fact + " (expected: one about an article)");
        }
        return Outcome.APPENDED;
    }

    private Outcome add(LifeChange change, long nowMs, AtomicWrite write) throws RocksDBException {
        Fact fact = change.into(write, new LifeChange.Turn(newest + 1, acceptedMs));
        if (fact == null) {
            return Outcome.UNCHANGED;
        }
        log(FactFormat.life(fact), nowMs, write);
        return Outcome.APPENDED;
    }

    private Outcome add(Append.EventEntry entry, long nowMs, AtomicWrite write) throws RocksDBException {
        Event event = entry.event();
        Outcome outcome = known.decide(event, nowMs);
        if (outcome == Outcome.APPENDED || outcome == Outcome.DUPLICATE) {
            seenIds.keep(write, entry.idKey(), nowMs);
        }
        if (outcome != Outcome.APPENDED) {
            return outcome;
        }
        ByteArrayOutputStream did = actions.computeIfAbsent(event.reader(), unused -> new ByteArrayOutputStream());
        if (entry.action() != null) {
            did.writeBytes(entry.action());
        }
        counts.add(event);
        log(entry.run(), nowMs, write);
        return Outcome.APPENDED;
    }

    private Outcome add(PreferencesChange change, long nowMs, AtomicWrite write) throws RocksDBException {
        Preferences before = preferences.of(change.reader());
        Preferences after = change.decide(before, nowMs);
        if (after.equals(before)) {
            return Outcome.UNCHANGED;
        }
        actions.computeIfAbsent(change.reader(), unused -> new ByteArrayOutputStream())
                .writeBytes(preferences.put(change.reader(), after));
        log(FactFormat.updated(change.reader(), after), nowMs, write);
        return Outcome.APPENDED;
    }

    private void log(StoredFact fact, long nowMs, AtomicWrite write) throws RocksDBException {
        log(StoredFacts.newBuilder().addFacts(fact).build().toByteArray(), nowMs, write);
    }

    private void log(byte[] oneFact, long nowMs, AtomicWrite write) throws RocksDBException {
        run.writeBytes(oneFact);
        newest++;
        acceptedMs = Math.max(acceptedMs, nowMs);
        if (run.size() >= RUN_BYTES) {
            closeRun(write);
        }
    }

    private void closeRun(AtomicWrite write) throws RocksDBException {
        if (run.size() > 0) {
            write.put(Table.LOG, Keys.ofLong(runFirst), FactFormat.run(acceptedMs, run));
            run.reset();
            runFirst = newest + 1;
        }
    }

    /** How far the log has come, this group included. */
    StoredLog.Newest newest() {
        return new StoredLog.Newest(newest, acceptedMs);
    }
}
