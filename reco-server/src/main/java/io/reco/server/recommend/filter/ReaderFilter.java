package io.reco.server.recommend.filter;

import io.reco.server.domain.EventType;
import io.reco.server.domain.Page;
import io.reco.server.model.Articles;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.store.ReaderState;

/** Marks what the reader viewed, was served and rejected, so that it is not shown as something new. */
public final class ReaderFilter {

    private ReaderFilter() {}

    /** Marks the draft's articles from the reader's state. */
    public static void mark(Draft draft) {
        ReaderState state = draft.ask().state();
        for (int i = 0; i < state.articles().length; i++) {
            if (state.timesMs()[i] < draft.ask().seenSinceMs()) {
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

    private static void mark(Draft draft, int id, int mark) {
        int article = draft.articles().ordinal(id);
        if (article != Articles.NONE) {
            draft.mark(article, mark);
        }
    }
}
