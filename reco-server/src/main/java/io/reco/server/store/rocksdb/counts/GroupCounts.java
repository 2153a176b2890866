package io.reco.server.store.rocksdb.counts;

import java.util.HashMap;
import java.util.Map;

import org.rocksdb.RocksDBException;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * What one group of appends adds to the counts: one addition an article and type, without reading. For the writer thread
 * alone.
 */
public final class GroupCounts {

    private static final EventType[] TYPES = EventType.values();

    /** By article, and by code of a type. */
    private final Map<String, int[]> added = new HashMap<>();

    public void add(Event event) {
        added.computeIfAbsent(event.article(), unused -> new int[TYPES.length + 1])[
                event.type().code()]++;
    }

    /** Forgets what was counted for an id, which names another article from now on. */
    public void restart(String article, AtomicWrite write) throws RocksDBException {
        added.remove(article);
        for (EventType type : TYPES) {
            write.delete(Table.COUNTS, Keys.ofCount(article, type.code()));
        }
    }

    /** Puts all additions into the write, after what {@link #restart} put there. */
    public void into(AtomicWrite write) throws RocksDBException {
        for (Map.Entry<String, int[]> article : added.entrySet()) {
            for (EventType type : TYPES) {
                int count = article.getValue()[type.code()];
                if (count > 0) {
                    write.add(Table.COUNTS, Keys.ofCount(article.getKey(), type.code()), count);
                }
            }
        }
    }
}
