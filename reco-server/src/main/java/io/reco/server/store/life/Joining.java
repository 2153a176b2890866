package io.reco.server.store.life;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.store.reader.ReaderState;

/**
 * Two lives as one, for those who implement {@link ReaderLives}.
 *
 * @param state of the reader that they are merged into, beyond the limits, too
 * @param restamped pages that got another stamp, for one of the same feed had it
 */
public record Joining(ReaderState state, List<Lineage.Restamped> restamped) {

    private record Place(String placement, long stamp) {}

    /** Moves what {@code from} did and was served to {@code into}. */
    public static Joining of(ReaderState from, ReaderState into) {
        List<Lineage.Restamped> restamped = new ArrayList<>();
        List<Page> pages = pages(from.pages(), into.pages(), restamped);
        return new Joining(into.with(actions(from.actions(), into.actions()), pages), restamped);
    }

    /** What is left of {@code from}: nothing but from when on an old event of theirs is a new one. */
    public static ReaderState left(ReaderState from) {
        Actions moved = from.actions();
        Actions.Builder none = Actions.builder(0).dropped(moved.droppedMs());
        if (moved.size() > 0) {
            none.dropped(moved.timeMs(0));
        }
        return from.with(none.build(), List.of());
    }

    /** From which stamp on pages are served to whoever has the id of {@code from} afterwards. */
    public static long beforeMs(ReaderState from, long nowMs) {
        return from.pages().stream().mapToLong(page -> page.stamp() + 1).reduce(nowMs, Math::max);
    }

    /** Of the same time those of {@code into} count as the later ones. */
    private static Actions actions(Actions from, Actions into) {
        Actions.Builder joined = Actions.builder(from.size() + into.size());
        for (Actions some : List.of(from, into)) {
            joined.dropped(some.droppedMs());
            for (int place = some.size() - 1; place >= 0; place--) {
                joined.add(some, place);
            }
        }
        return joined.build();
    }

    private static List<Page> pages(List<Page> from, List<Page> into, List<Lineage.Restamped> restamped) {
        List<Page> joined = new ArrayList<>(into);
        Set<Place> kept = places(into);
        Set<Place> taken = places(from);
        taken.addAll(kept);
        for (Page page : from) {
            long stamp = page.stamp();
            if (kept.contains(place(page))) {
                while (!taken.add(new Place(page.placement(), stamp))) {
                    stamp++;
                }
                restamped.add(new Lineage.Restamped(page.placement(), page.stamp(), stamp));
            }
            joined.add(page.stamped(stamp));
        }
        joined.sort(Comparator.comparingLong(Page::stamp).reversed());
        return joined;
    }

    private static Set<Place> places(List<Page> pages) {
        Set<Place> places = new HashSet<>();
        pages.forEach(page -> places.add(place(page)));
        return places;
    }

    private static Place place(Page page) {
        return new Place(page.placement(), page.stamp());
    }
}
