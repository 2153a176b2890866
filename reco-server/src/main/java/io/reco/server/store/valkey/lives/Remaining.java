package io.reco.server.store.valkey.lives;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import it.unimi.dsi.fastutil.longs.Long2LongMap;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.life.Joining;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.valkey.readers.EventIds;
import io.reco.server.store.valkey.readers.ReaderValue;

/** Records of readers after a merge. */
final class Remaining {

    private record Deed(long article, int deed, long timeMs) {}

    private record Place(String placement, long stamp) {}

    private Remaining() {}

    /** Of the one that what moved came from: what came since it was read, event ids, and what refuses old events. */
    static ReaderState left(ReaderState moved, ReaderState now) {
        Actions none = Joining.left(moved).actions();
        Actions.Builder later = Actions.builder(0).dropped(none.droppedMs());
        Map<Deed, Integer> gone = new HashMap<>();
        for (int place = 0; place < moved.actions().size(); place++) {
            gone.merge(deed(moved.actions(), place), 1, Integer::sum);
        }
        Actions actions = now.actions();
        for (int place = actions.size() - 1; place >= 0; place--) {
            if (gone.merge(deed(actions, place), -1, Integer::sum) < 0) {
                later.add(actions, place);
            }
        }
        Set<Place> places = new HashSet<>();
        moved.pages().forEach(page -> places.add(place(page)));
        List<Page> pages = new ArrayList<>(now.pages());
        pages.removeIf(page -> places.contains(place(page)));
        return now.with(later.build(), pages);
    }

    private static Deed deed(Actions actions, int place) {
        return new Deed(actions.article(place), actions.deed(place), actions.timeMs(place));
    }

    private static Place place(Page page) {
        return new Place(page.placement(), page.stamp());
    }

    /** All that records know of event ids. */
    static Long2LongMap ids(long nowMs, byte[] one, byte[] other) {
        Long2LongMap ids = EventIds.of(one, nowMs);
        EventIds.of(other, nowMs)
                .long2LongEntrySet()
                .forEach(id -> ids.merge(id.getLongKey(), id.getLongValue(), Math::max));
        return ids;
    }

    static byte[] record(ReaderState state, long acceptedMs, Long2LongMap ids, long idsBeforeMs) {
        byte[] stored = ReaderFormat.record(state, acceptedMs);
        byte[] known = EventIds.record(ids, idsBeforeMs);
        byte[] all = Arrays.copyOf(stored, stored.length + known.length);
        System.arraycopy(known, 0, all, stored.length, known.length);
        return all;
    }

    /** The day of the newest page, as a record's head has it. */
    static byte[] pageDay(ReaderState state) {
        return state.pages().stream().mapToLong(Page::stamp).max().stream()
                .mapToObj(ReaderValue::day)
                .findFirst()
                .orElse(new byte[2]);
    }
}
