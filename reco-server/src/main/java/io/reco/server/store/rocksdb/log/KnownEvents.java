package io.reco.server.store.rocksdb.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.rocksdb.db.Database;
import io.reco.server.store.rocksdb.ids.SeenIds;
import io.reco.server.store.rocksdb.lives.Tombstones;
import io.reco.server.store.rocksdb.readers.OldEvents;

/**
 * Which events of a group were accepted before. First all ids are looked up at once, and the records that old events are
 * compared with; then each event is decided in order. For the writer thread alone.
 */
final class KnownEvents {

    private static final long WINDOW_MS = FactLog.EVENT_ID_WINDOW.toMillis();

    /** An event's id is unique within its reader. */
    private record ReaderEvent(String reader, String id) {}

    private final SeenIds seenIds;
    private final OldEvents oldEvents;
    private final Tombstones tombstones;

    /** By reader, of those who were erased, when. */
    private Map<String, Long> erasedMs = Map.of();

    /** Known before, or met in this group. */
    private final Set<ReaderEvent> known = new HashSet<>();

    KnownEvents(Database database, SeenIds seenIds, Tombstones tombstones, IdKeys ids) {
        this.seenIds = seenIds;
        this.tombstones = tombstones;
        this.oldEvents = new OldEvents(database, ids);
    }

    /** Looks up what is stored of all events of these appends. */
    void find(List<Append> appends) {
        List<byte[]> keys = new ArrayList<>();
        Set<String> readers = new HashSet<>();
        long sinceMs = Long.MAX_VALUE;
        for (Append append : appends) {
            sinceMs = Math.min(sinceMs, seenIds.forgottenMs(append.acceptedMs()));
            append.events().forEach(entry -> {
                keys.add(entry.idKey());
                readers.add(entry.event().reader());
            });
        }
        erasedMs = tombstones.erasedMs(readers);
        long[] lastKeptMs = seenIds.lastKeptMs(keys, sinceMs);
        int at = 0;
        for (Append append : appends) {
            for (Append.EventEntry entry : append.events()) {
                find(entry.event(), lastKeptMs[at++], append.acceptedMs());
            }
        }
        oldEvents.read();
    }

    private void find(Event event, long lastKeptMs, long acceptedMs) {
        if (lastKeptMs > seenIds.forgottenMs(acceptedMs)) {
            known.add(new ReaderEvent(event.reader(), event.id()));
        } else if (old(event, acceptedMs)) {
            oldEvents.ask(event);
        }
    }

    /** What becomes of an event that was looked up; one that is appended is known from then on. */
    Outcome decide(Event event, long acceptedMs) {
        long goneMs = erasedMs.getOrDefault(event.reader(), Lineage.NEVER);
        if (event.timeMs() < goneMs || (event.pageStamp() > 0 && event.pageStamp() < goneMs)) {
            return Outcome.READER_ERASED;
        }
        ReaderEvent id = new ReaderEvent(event.reader(), event.id());
        if (known.contains(id)) {
            return Outcome.DUPLICATE;
        }
        Outcome outcome = old(event, acceptedMs) ? oldEvents.decide(event) : Outcome.APPENDED;
        if (outcome != Outcome.TOO_OLD) {
            known.add(id);
        }
        return outcome;
    }

    /** Whether it may have been accepted so long ago that its id is forgotten: before it happened it was not. */
    private static boolean old(Event event, long acceptedMs) {
        return event.timeMs() <= acceptedMs - WINDOW_MS;
    }
}
