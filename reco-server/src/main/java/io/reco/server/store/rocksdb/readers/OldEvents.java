package io.reco.server.store.rocksdb.readers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.db.Keys;
import io.reco.server.store.rocksdb.db.Rocks.Table;

/**
 * Tells events whose ids may be forgotten from those that are new, by what their readers' records hold. First all events of a
 * group are asked about, then all records are read at once, then each event is decided in order. For the writer thread alone.
 */
public final class OldEvents {

    /** What two events have in common that are the same. */
    private record Deed(long article, int deed, int timeS) {

        static Deed of(Event event, IdKeys ids) {
            return new Deed(ids.of(event.article()), event.deed(), (int) (event.timeMs() / 1_000));
        }
    }

    /** Of one reader. */
    private static final class Past {
        private final Set<Deed> asked = new HashSet<>();
        private final Set<Deed> held = new HashSet<>();
        private long droppedS;
    }

    private final Database database;
    private final IdKeys ids;
    private final Map<String, Past> pasts = new HashMap<>();

    public OldEvents(Database database, IdKeys ids) {
        this.database = database;
        this.ids = ids;
    }

    public void ask(Event event) {
        pasts.computeIfAbsent(event.reader(), unused -> new Past()).asked.add(Deed.of(event, ids));
    }

    public void read() {
        List<Past> readers = new ArrayList<>(pasts.size());
        List<byte[]> keys = new ArrayList<>(pasts.size());
        pasts.forEach((reader, past) -> {
            readers.add(past);
            keys.add(Keys.ofReader(reader));
        });
        List<byte @Nullable []> records = database.getAll(Table.READERS, keys);
        for (int i = 0; i < readers.size(); i++) {
            byte[] record = records.get(i);
            if (record != null) {
                look(record, readers.get(i));
            }
        }
    }

    private static void look(byte[] record, Past past) {
        past.droppedS = ReaderFormat.walk(record, (article, code, timeS) -> {
            Deed deed = new Deed(article, code, timeS);
            if (past.asked.contains(deed)) {
                past.held.add(deed);
            }
        });
    }

    /** What becomes of an event that was asked about; appended ones count as held from then on. */
    public Outcome decide(Event event) {
        Past past = pasts.get(event.reader());
        if (past == null) {
            throw new IllegalArgumentException("event: " + event.id() + " (expected: one that was asked about)");
        }
        Deed deed = Deed.of(event, ids);
        if (past.held.contains(deed)) {
            return Outcome.DUPLICATE;
        }
        boolean dropped = past.droppedS > 0 && event.timeMs() / 1_000 <= past.droppedS;
        if (dropped || !FactLog.comparable(event)) {
            return Outcome.TOO_OLD;
        }
        past.held.add(deed);
        return Outcome.APPENDED;
    }
}
