package io.reco.server.recommend.filter;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.Draft;

/**
 * Marks what the reader viewed, was served and rejected, so that it is not proposed as something new. Before sources propose
 * anything: what is taken out only afterwards would have stood in the way of other articles.
 */
public final class ReaderFilter {

    private ReaderFilter() {}

    /** Marks what the store knows of the reader. */
    public static void mark(Draft draft) {
        Actions actions = draft.state().actions();
        long seenSinceMs = draft.request().seenSinceMs();
        for (int place = 0; place < actions.size(); place++) {
            if (actions.timeMs(place) >= seenSinceMs && !actions.takenBack(place)) {
                int mark = actions.type(place).rejects() ? Draft.REJECTED : Draft.VIEWED;
                mark(draft, actions.article(place), actions.timeMs(place), mark);
            }
        }
        for (Page page : draft.state().pages()) {
            for (Page.Slot slot : page.slots()) {
                mark(draft, slot.article(), page.stamp(), Draft.SERVED);
            }
        }
    }

    /** Marks the running session alone, whose articles nobody expects to be opened next. */
    public static void markSession(Draft draft) {
        for (int place = 0; place < draft.taste().sessionCount(); place++) {
            draft.mark(draft.taste().article(place), Draft.VIEWED);
        }
    }

    private static void mark(Draft draft, long key, long timeMs, int mark) {
        int article = draft.articles().ordinal(key, timeMs);
        if (article != Articles.NONE) {
            draft.mark(article, mark);
        }
    }
}
