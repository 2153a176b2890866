package io.reco.server.store.valkey.readers.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.reco.server.domain.Actions;
import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.log.Mark;

/** What readers did and stated after a place in the log, to be taken from records that were read later. */
final class LateFacts {

    private final IdKeys ids;

    /** By reader. */
    private final Map<String, List<Late>> late = new HashMap<>();

    LateFacts(IdKeys ids) {
        this.ids = ids;
    }

    /**
     * One of them.
     *
     * @param deed 0 for a statement
     */
    private record Late(long position, long article, int deed, long timeS) {

        boolean is(Actions actions, int place) {
            return article == actions.article(place)
                    && deed == actions.deed(place)
                    && timeS == actions.timeMs(place) / 1_000;
        }
    }

    void add(Fact fact, Mark mark, long acceptedMs) {
        if (fact instanceof Event event && event.type() != EventType.EXPOSE) {
            add(
                    event.reader(),
                    new Late(mark.position(), ids.of(event.article()), event.deed(), event.timeMs() / 1_000));
        } else if (fact instanceof Fact.ReaderUpdated updated) {
            add(updated.reader(), new Late(mark.position(), 0, 0, 0));
        }
    }

    private void add(String reader, Late one) {
        late.computeIfAbsent(reader, unused -> new ArrayList<>()).add(one);
    }

    private List<Late> upTo(String reader, long position) {
        return late.getOrDefault(reader, List.of()).stream()
                .filter(one -> one.position <= position)
                .toList();
    }

    /** The actions of a record that was read when the log had come to a position, without these. */
    Actions without(String reader, Actions read, long position) {
        List<Late> all = new ArrayList<>(upTo(reader, position));
        if (all.isEmpty()) {
            return read;
        }
        boolean[] left = new boolean[read.size()];
        for (int place = 0; place < left.length; place++) {
            // The latest of equal ones stands first.
            left[place] = !removeOne(all, read, place);
        }
        Actions.Builder without = Actions.builder(left.length).dropped(read.droppedMs());
        for (int place = left.length - 1; place >= 0; place--) {
            if (left[place]) {
                without.add(read, place);
            }
        }
        return without.build();
    }

    private static boolean removeOne(List<Late> all, Actions actions, int place) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).is(actions, place)) {
                all.remove(i);
                return true;
            }
        }
        return false;
    }

    /** What stood in that record before these. */
    Preferences without(String reader, byte[] record, long position) {
        long statements =
                upTo(reader, position).stream().filter(one -> one.deed == 0).count();
        ReaderFormat.Stated all = ReaderFormat.stated(record);
        // A record that was rewritten has forgotten what was stated before.
        return statements == 0 || statements > all.times()
                ? all.preferences()
                : ReaderFormat.stated(record, (int) (all.times() - statements)).preferences();
    }
}
