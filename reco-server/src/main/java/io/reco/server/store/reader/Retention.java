package io.reco.server.store.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;

/** What is kept of a reader's past: the limits that {@link ReaderStore} promises, for its implementations. */
public final class Retention {

    private Retention() {}

    /**
     * The state within all limits.
     *
     * @param state with any number of actions and pages
     * @param oldestMs pages of before this moment are left out
     * @return {@code state} itself when there is nothing to leave out
     */
    public static ReaderState limit(ReaderState state, long oldestMs) {
        List<Page> pages = limit(state.pages(), oldestMs);
        Actions actions = limit(state.actions());
        return pages == state.pages() && actions == state.actions()
                ? state
                : new ReaderState(actions, pages, state.preferences());
    }

    /**
     * The pages within the limits.
     *
     * @param pages what was kept last first
     * @param oldestMs pages of before this moment are left out
     * @return {@code pages} themselves when there is nothing to leave out
     */
    public static List<Page> limit(List<Page> pages, long oldestMs) {
        if (pages.size() <= ReaderStore.PAGES_MAX && !anyBefore(pages, oldestMs)) {
            return pages;
        }
        List<Page> kept = new ArrayList<>(pages.size());
        int unnamed = 0;
        for (Page page : pages) {
            boolean named = !page.placement().isEmpty();
            int before = named ? kept.size() - unnamed : unnamed;
            if (before < ReaderStore.PAGES_MAX && page.stamp() >= oldestMs) {
                kept.add(page);
                unnamed += named ? 0 : 1;
            }
        }
        return kept.size() == pages.size() ? pages : List.copyOf(kept);
    }

    /** Whether any of these pages is of before a moment. */
    public static boolean anyBefore(List<Page> pages, long timeMs) {
        boolean any = false;
        for (Page page : pages) {
            any |= page.stamp() < timeMs;
        }
        return any;
    }

    /** The actions within the limits; {@code actions} themselves when there is nothing to leave out. */
    public static Actions limit(Actions actions) {
        if (actions.size() <= ReaderStore.ACTIONS_WHOLE) {
            return actions;
        }
        BitSet kept = new Budget(actions).kept();
        if (kept.cardinality() == actions.size()) {
            return actions;
        }
        // The first left out is the newest left out.
        Actions.Builder rest = Actions.builder(kept.cardinality())
                .dropped(actions.droppedMs())
                .dropped(actions.timeMs(kept.nextClearBit(0)));
        for (int place = kept.previousSetBit(actions.size()); place >= 0; place = kept.previousSetBit(place - 1)) {
            rest.add(actions, place);
        }
        return rest.build();
    }

    /** Spends the limits on actions, from the newest on. */
    private static final class Budget {

        private final Actions actions;
        private final LongOpenHashSet articles = new LongOpenHashSet();
        private final LongOpenHashSet rejected = new LongOpenHashSet();
        /** By code of a type the articles with such an action. */
        private final LongOpenHashSet[] seen = new LongOpenHashSet[EventType.values().length + 1];

        Budget(Actions actions) {
            this.actions = actions;
            Arrays.setAll(seen, code -> new LongOpenHashSet());
        }

        BitSet kept() {
            BitSet kept = new BitSet(actions.size());
            for (int place = 0; place < actions.size(); place++) {
                boolean whole = place < ReaderStore.ACTIONS_WHOLE;
                boolean first = seen[actions.type(place).code()].add(actions.article(place));
                kept.set(place, (whole || first) && affordable(place, whole));
            }
            return kept;
        }

        private boolean affordable(int place, boolean whole) {
            // Without a retraction what it takes back would count, should it arrive again, or only then.
            if (!actions.type(place).rejects() || actions.retracts(place)) {
                return admit(articles, actions.article(place), ReaderStore.ARTICLES_MAX);
            }
            return actions.takenBack(place) ? whole : admit(rejected, actions.article(place), ReaderStore.REJECTED_MAX);
        }

        private static boolean admit(LongOpenHashSet admitted, long article, int max) {
            return admitted.contains(article) || (admitted.size() < max && admitted.add(article));
        }
    }

    /** Refuses a page whose stamp one of its feed has already: a defect of the caller. */
    public static void requireFree(Page page, ReaderState state) {
        for (Page kept : state.pages()) {
            if (kept.placement().equals(page.placement()) && kept.stamp() == page.stamp()) {
                throw new IllegalArgumentException("stamp: " + page.stamp() + " (expected: one of no kept page)");
            }
        }
    }
}
