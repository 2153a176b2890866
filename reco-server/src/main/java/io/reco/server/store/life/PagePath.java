package io.reco.server.store.life;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.reco.server.store.reader.ReaderStore;

/** How pages follow merges, for those who implement {@link ReaderLives}. */
public final class PagePath {

    /** So many merges are followed. */
    private static final int HOPS_MAX = 64;

    /** So many ranges of one reader that was merged into another are remembered, those merged last. */
    private static final int RANGES_MAX = 500;

    /** More restamped pages than the two readers of a merge have together are not kept. */
    private static final int RESTAMPED_MAX = 2 * ReaderStore.PAGES_MAX;

    private PagePath() {}

    /** A merge, and whom it was into. */
    public record Move(String into, Lineage.Merge merge) {}

    /** Knows what moved from a reader. */
    @FunctionalInterface
    public interface Moves {

        /** At least all that pages with this stamp may have been part of, in any order. */
        List<Move> from(String reader, long stamp);
    }

    /** Where a page was served, where each merge brought it, in that order; it is at the last one now. */
    public static List<PagePlace> of(PagePlace served, Moves moves) {
        List<PagePlace> places = new ArrayList<>(List.of(served));
        long arrived = Lineage.NEVER;
        PagePlace place = served;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            Optional<Move> next = next(moves, place, hop == 0, arrived);
            if (next.isEmpty()) {
                break;
            }
            Lineage.Merge merge = next.get().merge;
            place = new PagePlace(next.get().into, place.placement(), merge.stamp(place.placement(), place.stamp()));
            arrived = merge.order();
            places.add(place);
        }
        return List.copyOf(places);
    }

    /** A page goes on by the stamp it was served with, and then by when it came: older pages come later, too. */
    private static Optional<Move> next(Moves moves, PagePlace place, boolean served, long arrived) {
        return moves.from(place.reader(), place.stamp()).stream()
                .filter(move -> served ? move.merge.moved(place.stamp()) : move.merge.movedArrival(arrived))
                .findFirst();
    }

    /**
     * What is remembered of one reader's merges into another one after a further one.
     *
     * @param known the earlier ones, the oldest first
     * @param intoMoved the {@link Lineage.Merge#order} of the last merge of the one into a third; 0 for none
     * @return the oldest first; merges between which neither was merged into a third are one
     */
    public static List<Lineage.Merge> remembered(List<Lineage.Merge> known, Lineage.Merge added, long intoMoved) {
        List<Lineage.Merge> all = new ArrayList<>(known);
        Lineage.Merge last = known.isEmpty() ? null : known.get(known.size() - 1);
        boolean on = last != null && last.order() > intoMoved && added.continues(last);
        if (last != null && on) {
            all.set(all.size() - 1, last.with(added));
        } else {
            all.add(added);
        }
        List<Lineage.Merge> newest = all.subList(Math.max(0, all.size() - RANGES_MAX), all.size());
        return limited(newest);
    }

    private static List<Lineage.Merge> limited(List<Lineage.Merge> merges) {
        List<Lineage.Merge> limited = new ArrayList<>(merges);
        int left = RESTAMPED_MAX;
        for (int i = limited.size() - 1; i >= 0; i--) {
            List<Lineage.Restamped> newest = limited.get(i).restamped().stream()
                    .sorted(Comparator.comparingLong(Lineage.Restamped::servedStamp)
                            .reversed())
                    .limit(left)
                    .toList();
            left -= newest.size();
            limited.set(i, limited.get(i).restamped(newest));
        }
        return limited;
    }
}
