package io.reco.server.store.rocksdb.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.rocksdb.RocksDBException;

import io.reco.server.domain.Event;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.FactLog;
import io.reco.server.store.FactLog.Appended;
import io.reco.server.store.FactLog.Outcome;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.rocksdb.articles.GroupArticles;
import io.reco.server.store.rocksdb.db.Batch;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.rocksdb.ids.OldEvents;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;

/** Several calls as one atomic write: their facts and all that follows from them. For the writer thread alone. */
final class FactGroup {

    /** Size at which a run of facts is closed, so that following the log decodes no huge values. */
    private static final int RUN_BYTES = 64 << 10;

    private static final long WINDOW_MS = FactLog.EVENT_ID_WINDOW.toMillis();

    /** An event's id is unique within its reader. */
    private record ReaderEvent(String reader, String id) {}

    private final Database database;
    private final SeenIds seenIds;
    private final ByteArrayOutputStream run = new ByteArrayOutputStream(2 * RUN_BYTES);
    /** Known before, or met in this group. */
    private final Set<ReaderEvent> ids = new HashSet<>();

    private final OldEvents oldEvents;
    /** What each reader did, one action after the other: one part a reader is written. */
    private final Map<String, ByteArrayOutputStream> actions = new HashMap<>();

    private final GroupArticles articles;
    private long runFirst;
    private long newest;

    /** A group to follow the fact at position {@code newest}. */
    FactGroup(Database database, SeenIds seenIds, IdKeys ids, long newest) {
        this.database = database;
        this.seenIds = seenIds;
        this.articles = new GroupArticles(database);
        this.oldEvents = new OldEvents(database, ids);
        this.newest = newest;
        this.runFirst = newest + 1;
    }

    /** Makes the calls durable, and says what became of each; nothing is written when it throws. */
    List<Appended> write(List<Call> calls) {
        findKnown(calls);
        long before = newest;
        List<Appended> results = new ArrayList<>(calls.size());
        try {
            write(calls, results);
        } catch (Refusal refusal) {
            // With a full disk ids cannot be kept anew. What was there before is there all the same.
            if (refusal.reason() != Refusal.Reason.STORAGE_FULL || newest != before) {
                throw refusal;
            }
        }
        return results;
    }

    private void write(List<Call> calls, List<Appended> results) {
        database.writeSynced(batch -> {
            for (Call call : calls) {
                List<Outcome> outcomes = new ArrayList<>(call.entries().size());
                for (Call.Entry entry : call.entries()) {
                    outcomes.add(add(entry, call.acceptedMs(), batch));
                }
                results.add(new Appended(newest, outcomes));
            }
            closeRun(batch);
            for (Map.Entry<String, ByteArrayOutputStream> reader : actions.entrySet()) {
                batch.append(
                        Table.READERS,
                        Keys.ofReader(reader.getKey()),
                        reader.getValue().toByteArray());
            }
        });
    }

    /** Looks up all ids at once, then the records that old events are compared with. */
    private void findKnown(List<Call> calls) {
        List<byte[]> keys = new ArrayList<>();
        long sinceMs = Long.MAX_VALUE;
        for (Call call : calls) {
            sinceMs = Math.min(sinceMs, call.acceptedMs() - WINDOW_MS);
            for (Call.Entry entry : call.entries()) {
                if (entry instanceof Call.EventEntry event) {
                    keys.add(event.idKey());
                }
            }
        }
        long[] lastKeptMs = seenIds.lastKeptMs(keys, sinceMs);
        int at = 0;
        for (Call call : calls) {
            for (Call.Entry entry : call.entries()) {
                if (entry instanceof Call.EventEntry event) {
                    ask(event.event(), lastKeptMs[at++], call.acceptedMs());
                }
            }
        }
        oldEvents.read();
    }

    private void ask(Event event, long lastKeptMs, long acceptedMs) {
        if (lastKeptMs > acceptedMs - WINDOW_MS) {
            ids.add(new ReaderEvent(event.reader(), event.id()));
        } else if (old(event, acceptedMs)) {
            oldEvents.ask(event);
        }
    }

    /** Whether it may have been accepted so long ago that its id is forgotten: before it happened it was not. */
    private static boolean old(Event event, long acceptedMs) {
        return event.timeMs() <= acceptedMs - WINDOW_MS;
    }

    private Outcome add(Call.Entry entry, long acceptedMs, Batch batch) throws RocksDBException {
        if (entry instanceof Call.EventEntry event) {
            return add(event, acceptedMs, batch);
        }
        ArticleChange change = ((Call.ArticleEntry) entry).change();
        Fact fact = change.decide(articles.record(change.article()), acceptedMs);
        if (fact == null) {
            return Outcome.UNCHANGED;
        } else if (fact instanceof Fact.ArticleUpserted upserted) {
            log(FactFormat.upserted(articles.upsert(upserted, batch)), batch);
        } else if (fact instanceof Fact.ArticleDeleted deleted) {
            articles.delete(deleted.article(), acceptedMs, batch);
            log(FactFormat.deleted(deleted.article()), batch);
        } else {
            throw new IllegalStateException("fact: " + fact + " (expected: one about an article)");
        }
        return Outcome.APPENDED;
    }

    private Outcome add(Call.EventEntry entry, long acceptedMs, Batch batch) throws RocksDBException {
        Event event = entry.event();
        Outcome outcome = outcome(event, acceptedMs);
        if (outcome != Outcome.TOO_OLD) {
            seenIds.keep(batch, entry.idKey(), acceptedMs);
        }
        if (outcome != Outcome.APPENDED) {
            return outcome;
        }
        if (entry.action() != null) {
            actions.computeIfAbsent(event.reader(), unused -> new ByteArrayOutputStream())
                    .writeBytes(entry.action());
        }
        log(entry.run(), batch);
        return Outcome.APPENDED;
    }

    private Outcome outcome(Event event, long acceptedMs) {
        ReaderEvent id = new ReaderEvent(event.reader(), event.id());
        if (ids.contains(id)) {
            return Outcome.DUPLICATE;
        }
        Outcome outcome = old(event, acceptedMs) ? oldEvents.decide(event) : Outcome.APPENDED;
        if (outcome != Outcome.TOO_OLD) {
            ids.add(id);
        }
        return outcome;
    }

    private void log(StoredFact fact, Batch batch) throws RocksDBException {
        log(StoredFacts.newBuilder().addFacts(fact).build().toByteArray(), batch);
    }

    private void log(byte[] oneFact, Batch batch) throws RocksDBException {
        run.writeBytes(oneFact);
        newest++;
        if (run.size() >= RUN_BYTES) {
            closeRun(batch);
        }
    }

    private void closeRun(Batch batch) throws RocksDBException {
        if (run.size() > 0) {
            batch.put(Table.LOG, Keys.ofLong(runFirst), run.toByteArray());
            run.reset();
            runFirst = newest + 1;
        }
    }

    /** Position of the newest fact, this group's included. */
    long newest() {
        return newest;
    }
}
