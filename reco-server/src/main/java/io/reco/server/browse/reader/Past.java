package io.reco.server.browse.reader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.store.reader.ReaderState;

/** What a reader did and was served as one list, the newest first; of the same time what they did. Places count from 0. */
final class Past {

    private final Actions actions;
    private final List<Page> pages;

    /** Places of actions, and of pages as their complements. */
    private final IntArrayList order;

    Past(ReaderState state, ActivityKind kind) {
        actions = kind == ActivityKind.PAGES ? Actions.NONE : state.actions();
        pages = new ArrayList<>(kind == ActivityKind.ACTIONS ? List.of() : state.pages());
        pages.sort(Comparator.comparingLong(Page::stamp).reversed());
        order = new IntArrayList(actions.size() + pages.size());
        int page = 0;
        for (int action = 0; action < actions.size(); action++) {
            while (page < pages.size() && pages.get(page).stamp() > actions.timeMs(action)) {
                order.add(~page++);
            }
            order.add(action);
        }
        while (page < pages.size()) {
            order.add(~page++);
        }
    }

    int size() {
        return order.size();
    }

    long timeMs(int place) {
        int at = order.getInt(place);
        return at >= 0 ? actions.timeMs(at) : pages.get(~at).stamp();
    }

    /** What is at some places, with the ids that the catalogue knows; of use while the models are read. */
    List<Activity> get(int from, int to, Articles articles) {
        List<Activity> activities = new ArrayList<>(to - from);
        for (int place = from; place < to; place++) {
            int at = order.getInt(place);
            activities.add(at >= 0 ? did(at, articles) : served(pages.get(~at), articles));
        }
        return activities;
    }

    private Activity did(int at, Articles articles) {
        return new Activity.Did(
                id(actions.article(at), articles), actions.type(at), actions.timeMs(at), actions.retracted(at));
    }

    private static Activity served(Page page, Articles articles) {
        List<String> ids = new ArrayList<>(page.slots().size());
        page.slots().forEach(slot -> ids.add(id(slot.article(), articles)));
        return new Activity.Served(page, ids);
    }

    private static String id(long key, Articles articles) {
        int ordinal = articles.ordinal(key);
        if (ordinal != Articles.NONE) {
            return articles.id(ordinal);
        }
        return key > 0 ? Long.toString(key) : "";
    }
}
