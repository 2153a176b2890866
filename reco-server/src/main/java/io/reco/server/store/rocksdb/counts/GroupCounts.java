package io.reco.server.store.rocksdb.counts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

import io.reco.server.domain.Event;
import io.reco.server.store.format.CountFormat;
import io.reco.server.store.rocksdb.db.AtomicWrite;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/** What one group of appends changes in the counts. For the writer thread alone. */
public final class GroupCounts {

    private final Database database;
    private final HotCounts hot;

    /** What the group adds, by article and by code of a type. */
    private final Map<String, int[]> added = new HashMap<>();
    /** Ids that name another article from somewhere in this group on. */
    private final Set<String> restarted = new HashSet<>();
    /** As they will be. */
    private final Map<String, long[]> written = new HashMap<>();

    public GroupCounts(Database database, HotCounts hot) {
        this.database = database;
        this.hot = hot;
    }

    /** Counts an event; a retraction counts as nothing, and takes nothing from the counts. */
    public void add(Event event) {
        if (event.retracted()) {
            return;
        }
        added.computeIfAbsent(event.article(), unused -> new int[CountFormat.none().length])[
                event.type().code()]++;
    }

    /** Forgets what was counted for an id, which names another article from now on. */
    public void restart(String article) {
        restarted.add(article);
        added.put(article, new int[CountFormat.none().length]);
    }

    /** Puts the new counts into the write. */
    public void into(AtomicWrite write) throws RocksDBException {
        List<String> unknown = new ArrayList<>();
        for (String article : added.keySet()) {
            long[] before = restarted.contains(article) ? CountFormat.none() : hot.get(article);
            if (before == null) {
                unknown.add(article);
            } else {
                written.put(article, before.clone());
            }
        }
        List<byte @Nullable []> stored =
                database.getAll(Table.COUNTS, unknown.stream().map(Keys::ofText).toList());
        for (int i = 0; i < stored.size(); i++) {
            written.put(unknown.get(i), CountFormat.array(stored.get(i)));
        }
        for (Map.Entry<String, long[]> article : written.entrySet()) {
            int[] more = added.getOrDefault(article.getKey(), new int[0]);
            long[] counts = article.getValue();
            for (int code = 0; code < more.length; code++) {
                counts[code] += more[code];
            }
            write.put(Table.COUNTS, Keys.ofText(article.getKey()), CountFormat.stored(counts));
        }
    }

    /** Says that what was put into the write is stored. */
    public void stored() {
        written.forEach(hot::put);
    }
}
