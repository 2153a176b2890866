package io.reco.server.recommend.filter;

import io.reco.server.domain.EventType;
import io.reco.server.domain.Page;
import io.reco.server.model.Articles;
import io.reco.server.recommend.Ask;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.store.ReaderState;

/** Marks what the reader viewed, was served and rejected, so that it is not shown as something new. */
public final class ReaderFilter {

    private ReaderFilter() {}

    /** Marks the draft's articles from the reader's state. */
    public static void mark(Draft draft, Ask ask) {
        ReaderState state = ask.state();
        for (int i = 0; i < state.articles().length; i++) {
            if (state.timesMs()[i] < ask.seenSinceMs()) {
                continue;
            }
            EventType type = EventType.of(state.types()[i]);
            mark(draft, state.articles()[i], type.rejects() ? Draft.REJECTED : Draft.VIEWED);
        }
        for (Page page : state.pages()) {
            for (Page.Pick pick : page.picks()) {
                mark(draft, pick.article(), Draft.SERVED);
            }
        }
    }

    /** Marks the articles of the running session, which nobody expects to be opened next. */
    public static void markTaste(Draft draft) {
        for (int place = 0; place < draft.taste().sessionCount(); place++) {
            draft.mark(draft.taste().article(place), Draft.VIEWED);
        }
    }

    private static void mark(Draft draft, int id, int mark) {
        int article = draft.articles().ordinal(id);
        if (article != Articles.NONE) {
            draft.mark(article, mark);
        }
    }
}
