package io.reco.server.store.rocksdb;

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
import io.reco.server.store.ArticleChange;
import io.reco.server.store.FactLog.Appended;
import io.reco.server.store.FactLog.Outcome;
import io.reco.server.store.rocksdb.Rocks.Table;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;

/** Several calls as one atomic write: their facts and all that follows from them. For the writer thread alone. */
final class Group {

    /** Size at which a run of facts is closed, so that following the log decodes no huge values. */
    private static final int RUN_BYTES = 64 << 10;

    private final Database database;
    private final SeenIds seenIds;
    private final ByteArrayOutputStream run = new ByteArrayOutputStream(2 * RUN_BYTES);
    private final Set<String> ids = new HashSet<>();
    /** What each reader did, one action after the other: one part a reader is written. */
    private final Map<Integer, ByteArrayOutputStream> actions = new HashMap<>();

    private final GroupArticles articles;
    private long runFirst;
    private long newest;

    /** A group to follow the fact at position {@code newest}. */
    Group(Database database, SeenIds seenIds, long newest) {
        this.database = database;
        this.seenIds = seenIds;
        this.articles = new GroupArticles(database);
        this.newest = newest;
        this.runFirst = newest + 1;
    }

    /** Makes the calls durable, and says what became of each; nothing is written when it throws. */
    List<Appended> write(List<Call> calls) {
        boolean[] seen = seenIds.seen(eventIds(calls));
        List<Appended> results = new ArrayList<>(calls.size());
        database.writeSynced(batch -> {
            int event = 0;
            for (Call call : calls) {
                List<Outcome> outcomes = new ArrayList<>(call.entries().size());
                for (Call.Entry entry : call.entries()) {
                    boolean known = entry instanceof Call.EventEntry && seen[event++];
                    outcomes.add(known ? Outcome.DUPLICATE : add(entry, call.acceptedMs(), batch));
                }
                results.add(new Appended(newest, outcomes));
            }
            closeRun(batch);
            for (Map.Entry<Integer, ByteArrayOutputStream> reader : actions.entrySet()) {
                batch.append(
                        Table.READERS,
                        Keys.ofInt(reader.getKey()),
                        reader.getValue().toByteArray());
            }
        });
        return results;
    }

    private static List<byte[]> eventIds(List<Call> calls) {
        List<byte[]> keys = new ArrayList<>();
        for (Call call : calls) {
            for (Call.Entry entry : call.entries()) {
                if (entry instanceof Call.EventEntry event) {
                    keys.add(event.idKey());
                }
            }
        }
        return keys;
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
        if (!ids.add(event.id())) {
            return Outcome.DUPLICATE;
        }
        batch.put(Table.EVENT_IDS, entry.idKey(), Keys.ofLong(acceptedMs));
        if (entry.action() != null) {
            actions.computeIfAbsent(event.reader(), unused -> new ByteArrayOutputStream())
                    .writeBytes(entry.action());
        }
        log(entry.run(), batch);
        return Outcome.APPENDED;
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
