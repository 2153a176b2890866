package io.reco.server.store.rocksdb;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.reco.server.store.FactLog;
import io.reco.server.store.rocksdb.Rocks.Table;
import io.reco.server.store.stored.StoredFact;

/**
 * Event ids accepted within {@link FactLog#EVENT_ID_WINDOW}. Those that leave the window are found by following the log, which
 * holds ids and times in order, so nothing ever scans the index. For the writer thread alone.
 */
final class SeenIds {

    private static final byte[] SWEPT_KEY = "event-ids-swept".getBytes(StandardCharsets.US_ASCII);

    private final Database database;
    private final StoredLog log;
    private final Clock clock;
    private final long windowMs = FactLog.EVENT_ID_WINDOW.toMillis();
    /** Position up to which ids have been looked at and forgotten. */
    private long swept;
    /** Nothing leaves the window before. */
    private long nextSweepMs;

    SeenIds(Database database, Clock clock) {
        this.database = database;
        this.log = new StoredLog(database);
        this.clock = clock;
        byte[] stored = database.get(Table.META, SWEPT_KEY);
        this.swept = stored == null ? 0 : Keys.toLong(stored);
    }

    /** For each id whether it was accepted within the window. */
    boolean[] seen(List<byte[]> ids) {
        boolean[] seen = new boolean[ids.size()];
        long forgottenMs = clock.millis() - windowMs;
        List<byte[]> accepted = database.getAll(Table.EVENT_IDS, ids);
        for (int i = 0; i < seen.length; i++) {
            byte[] acceptedMs = accepted.get(i);
            seen[i] = acceptedMs != null && Keys.toLong(acceptedMs) > forgottenMs;
        }
        return seen;
    }

    /** Forgets ids that have left the window, looking at {@code limit} facts at most, none beyond {@code newest}. */
    void sweep(long newest, int limit) {
        long nowMs = clock.millis();
        if (nowMs < nextSweepMs || swept >= newest) {
            return;
        }
        long forgottenMs = nowMs - windowMs;
        List<byte[]> ids = new ArrayList<>();
        long[] looked = {swept};
        log.walk(swept, Math.min(newest, swept + limit), (position, fact) -> {
            if (fact.hasEvent()) {
                if (fact.getEvent().getAcceptedMs() > forgottenMs) {
                    nextSweepMs = fact.getEvent().getAcceptedMs() + windowMs;
                    return false;
                }
                ids.add(idKey(fact));
            }
            looked[0] = position;
            return true;
        });
        if (looked[0] > swept) {
            forget(ids, forgottenMs, looked[0]);
            swept = looked[0];
        }
    }

    private static byte[] idKey(StoredFact fact) {
        return Keys.ofText(fact.getEvent().getId());
    }

    private void forget(List<byte[]> ids, long forgottenMs, long looked) {
        List<byte[]> accepted = database.getAll(Table.EVENT_IDS, ids);
        database.writeUnsynced(batch -> {
            for (int i = 0; i < ids.size(); i++) {
                // An id may have been accepted anew since.
                if (accepted.get(i) != null && Keys.toLong(accepted.get(i)) <= forgottenMs) {
                    batch.delete(Table.EVENT_IDS, ids.get(i));
                }
            }
            batch.put(Table.META, SWEPT_KEY, Keys.ofLong(looked));
        });
    }
}
