package io.reco.server.recommend.filter;

import io.reco.server.domain.Actions;
import io.reco.server.domain.page.Page;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.draft.Draft;

/** Marks what the reader viewed, was served and rejected, so that it is not shown as something new. */
public final class ReaderFilter {

    private ReaderFilter() {}

    /** Marks the draft's articles from the reader's state. */
    public static void mark(Draft draft, Ask ask) {
        Actions actions = ask.state().actions();
        for (int place = 0; place < actions.size(); place++) {
            if (actions.timeMs(place) >= ask.seenSinceMs() && !actions.takenBack(place)) {
                int mark = actions.type(place).rejects() ? Draft.REJECTED : Draft.VIEWED;
                mark(draft, actions.article(place), actions.timeMs(place), mark);
            }
        }
        for (Page page : ask.state().pages()) {
            for (Page.Pick pick : page.picks()) {
                mark(draft, pick.article(), page.stamp(), Draft.SERVED);
            }
        }
    }

    /** Marks the articles of the running session, which nobody expects to be opened next. */
    public static void markTaste(Draft draft) {
        for (int place = 0; place < draft.taste().sessionCount(); place++) {
            draft.mark(draft.taste().article(place), Draft.VIEWED);
        }
    }

    private static void mark(Draft draft, int id, long timeMs, int mark) {
        int article = draft.articles().ordinal(id, timeMs);
        if (article != Articles.NONE) {
            draft.mark(article, mark);
        }
    }
}
