package io.reco.server.store.valkey.readers.append;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Event;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.format.EventFormat;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.reader.PreferencesChange;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.readers.EventIds;
import io.reco.server.store.valkey.readers.ReaderValue;

/** What becomes of a reader's items, decided by what their record holds. */
final class Verdicts {

    /** Left to the function, which knows the ids. */
    static final char OPEN = '?';

    private static final byte[] NOTHING = {};

    /**
     * Of one item.
     *
     * @param code as {@link #outcome} reads it, or {@link #OPEN}
     * @param id the hash of an event's id; nothing for what has none
     * @param momentMs when it happened, or its page was served, if that is earlier
     * @param record what it leaves of the reader, if it is appended
     * @param fact what it leaves in the log, likewise
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares verdicts
    record Verdict(char code, byte[] id, long momentMs, byte[] record, byte[] fact) {

        void into(Arguments arguments) {
            arguments
                    .add(String.valueOf(code))
                    .add(id)
                    .add(momentMs)
                    .add(record)
                    .add(fact);
        }
    }

    /** What two events have in common that are the same. */
    private record Deed(long article, int deed, int timeS) {}

    private final IdKeys ids;
    private final long nowMs;
    private final long forgottenMs;

    private final Long2LongMap sentMs;
    private final LongSet sentNow = new LongOpenHashSet();
    private final Set<Deed> held = new HashSet<>();
    private final long droppedS;
    private final byte[] record;
    private @Nullable Preferences stated;

    /** By a record, as of a moment of acceptance, at which what was sent up to another one is forgotten. */
    private Verdicts(IdKeys ids, byte[] record, long nowMs, long forgottenMs) {
        this.ids = ids;
        this.record = record;
        this.nowMs = nowMs;
        this.forgottenMs = forgottenMs;
        this.sentMs = EventIds.of(record, nowMs);
        int forgottenS = (int) Math.max(0, forgottenMs / 1_000);
        this.droppedS = ReaderFormat.walk(record, (article, deed, timeS) -> {
            if (timeS <= forgottenS) {
                held.add(new Deed(article, deed, timeS));
            }
        });
    }

    /** Of all items of a call, by what is known of the reader. */
    static List<Verdict> of(ReaderCall call, ReaderValue known, IdKeys ids, long nowMs, long forgottenMs) {
        Verdicts verdicts = new Verdicts(ids, known.record(), nowMs, forgottenMs);
        List<Verdict> all = new ArrayList<>(call.items().size());
        for (ReaderCall.Item item : call.items()) {
            if (item.event() != null) {
                all.add(event(ids, item.event(), verdicts.code(item.event())));
            } else if (item.change() != null) {
                all.add(verdicts.statement(item.change()));
            }
        }
        return all;
    }

    /** Of events that are all of a time whose ids are remembered. */
    static List<Verdict> open(ReaderCall call, IdKeys ids) {
        List<Verdict> all = new ArrayList<>(call.items().size());
        for (ReaderCall.Item item : call.items()) {
            if (item.event() != null) {
                all.add(event(ids, item.event(), OPEN));
            }
        }
        return all;
    }

    private static Verdict event(IdKeys ids, Event event, char code) {
        byte[] left = ReaderFormat.record(ids.of(event.article()), event);
        return new Verdict(
                code,
                EventIds.bytes(EventIds.hash(ids, event.id())),
                momentMs(event),
                left == null ? NOTHING : left,
                EventFormat.run(event));
    }

    /** Of an event of before its reader was erased, or of a page of before, it is of before. */
    static long momentMs(Event event) {
        return event.pageStamp() > 0 ? Math.min(event.pageStamp(), event.timeMs()) : event.timeMs();
    }

    private char code(Event event) {
        long id = EventIds.hash(ids, event.id());
        if (sentNow.contains(id) || sentMs.get(id) > forgottenMs) {
            return 'D';
        }
        char code = event.timeMs() > forgottenMs ? 'A' : old(event);
        if (code != 'T') {
            sentNow.add(id);
        }
        return code;
    }

    private char old(Event event) {
        Deed deed = new Deed(ids.of(event.article()), event.deed(), (int) (event.timeMs() / 1_000));
        if (held.contains(deed)) {
            return 'D';
        }
        boolean dropped = droppedS > 0 && event.timeMs() / 1_000 <= droppedS;
        if (dropped || !FactLog.comparable(event)) {
            return 'T';
        }
        held.add(deed);
        return 'A';
    }

    private Verdict statement(PreferencesChange change) {
        Preferences before = stated == null ? ReaderFormat.stated(record).preferences() : stated;
        Preferences after = change.decide(before, nowMs);
        if (after.equals(before)) {
            return new Verdict('U', NOTHING, 0, NOTHING, NOTHING);
        }
        stated = after;
        byte[] fact = StoredFacts.newBuilder()
                .addFacts(FactFormat.updated(change.reader(), after))
                .build()
                .toByteArray();
        return new Verdict('A', NOTHING, 0, ReaderFormat.record(after), fact);
    }

    /** What a letter of a function means. */
    static Outcome outcome(byte code) {
        return switch (code) {
            case 'A' -> Outcome.APPENDED;
            case 'D' -> Outcome.DUPLICATE;
            case 'T' -> Outcome.TOO_OLD;
            case 'E' -> Outcome.READER_ERASED;
            case 'U' -> Outcome.UNCHANGED;
            default ->
                throw new IllegalStateException("outcome: " + new String(new byte[] {code}, StandardCharsets.US_ASCII)
                        + " (expected: A D T E U)");
        };
    }
}
