package io.reco.server.recommend.filter;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Shown;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Policy;

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
        markServed(draft);
    }

    /** Marks only what is on pages of this stamp and later, for a draft that goes on with candidates of just before. */
    public static void markSince(Draft draft, long stamp) {
        for (Page page : draft.state().pages()) {
            if (page.stamp() < stamp) {
                continue;
            }
            for (Page.Slot slot : page.slots()) {
                int article = draft.articles().ordinal(slot.article(), page.stamp());
                if (article != Articles.NONE) {
                    draft.mark(article, Draft.SERVED);
                }
            }
        }
    }

    /**
     * What is on the newest pages of this placement, or on a late one of any, stays away; of other ones, what was seen counts as
     * shown, and what was not as new.
     */
    private static void markServed(Draft draft) {
        Policy.Repetition repetition = draft.policy().repetition();
        long recentMs = draft.nowMs() - repetition.age().toMillis();
        long unseenMs = draft.nowMs() - repetition.unseen().toMillis();
        String placement = draft.request().placement();
        int left = repetition.pages();
        for (Page page : draft.state().pages()) {
            Shown shown = page.shown();
            boolean newest = left > 0 && page.placement().equals(placement);
            left -= newest ? 1 : 0;
            boolean recent = newest || page.stamp() > recentMs;
            boolean told = shown.told() && page.stamp() <= unseenMs;
            for (int slot = 0; slot < page.slots().size(); slot++) {
                boolean stays = told ? recent && shown.exposed(slot) : recent;
                int article = draft.articles().ordinal(page.slots().get(slot).article(), page.stamp());
                if (article != Articles.NONE && stays) {
                    draft.mark(article, Draft.SERVED);
                }
                if (article != Articles.NONE && shown.seen(slot)) {
                    draft.addShowing(article);
                }
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
