package io.reco.server.store.rocksdb.log;

import java.util.List;

import org.rocksdb.RocksIterator;

import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;
import io.reco.server.store.stored.StoredFact;

/**
 * The log as it is stored: runs of facts, each under the position of its first. Runs, because a follower then decodes a
 * thousand facts for one step of the iterator.
 */
public final class StoredLog {

    private final Database database;

    public StoredLog(Database database) {
        this.database = database;
    }

    /** Position of the last fact, 0 when there is none. */
    public long newest() {
        return database.scan(Table.LOG, iterator -> {
            iterator.seekToLast();
            return iterator.isValid()
                    ? Keys.toLong(iterator.key())
                            + FactFormat.facts(iterator.value()).size()
                            - 1
                    : 0L;
        });
    }

    /** Takes one fact and its position, and says whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(long position, StoredFact fact);
    }

    /** Shows facts in order, from the one after position {@code after} to the one at {@code last} or until told to stop. */
    void walk(long after, long last, Visitor visitor) {
        if (after >= last) {
            return;
        }
        database.scan(Table.LOG, iterator -> {
            boolean more = true;
            for (iterator.seekForPrev(Keys.ofLong(after + 1)); more && iterator.isValid(); iterator.next()) {
                more = walkRun(iterator, after, last, visitor);
            }
            return more;
        });
    }

    private static boolean walkRun(RocksIterator iterator, long after, long last, Visitor visitor) {
        long first = Keys.toLong(iterator.key());
        if (first > last) {
            return false;
        }
        List<StoredFact> run = FactFormat.facts(iterator.value());
        for (int i = (int) Math.max(0, after + 1 - first); i < run.size(); i++) {
            if (first + i > last || !visitor.visit(first + i, run.get(i))) {
                return false;
            }
        }
        return true;
    }
}
