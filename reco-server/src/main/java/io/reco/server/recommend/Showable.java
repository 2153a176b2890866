package io.reco.server.recommend;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.page.Page;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.popularity.Popularity;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.stated.Admission;
import io.reco.server.store.reader.ReaderState;

/**
 * What of a page may be shown now: a take-down wins over everything that was kept. All of it is as of one moment.
 *
 * @param ids of all of the page's articles, in its order; empty for one that is not known any more
 * @param items what may be shown, in the page's order: not what was deleted, hidden, expired, or rejected by the reader
 *     since, and not what they blocked
 */
record Showable(List<String> ids, List<Answer.Item> items) {

    /** Of a page that is on {@code state}, or new. */
    static Showable of(Page page, ReaderState state, PageRequest request, Models models, long nowMs) {
        return models.read(view -> {
            Articles articles = view.articles();
            Admission admission = Admission.of(state.preferences(), articles);
            List<String> ids = new ArrayList<>(page.slots().size());
            List<Answer.Item> items = new ArrayList<>(page.slots().size());
            for (int place = 0; place < page.slots().size(); place++) {
                Page.Slot slot = page.slots().get(place);
                int named = articles.ordinal(slot.article());
                ids.add(named == Articles.NONE ? "" : articles.id(named));
                int article = articles.ordinal(slot.article(), page.stamp());
                if (article != Articles.NONE
                        && articles.servable(article, nowMs)
                        && (admission == null || admission.admits(article))
                        && (!request.numbersOnly() || slot.article() > 0)
                        && !state.actions().rejectedSince(slot.article(), articles.sinceMs(article))) {
                    Answer.Counts counts = counts(view.popularity(), article);
                    items.add(new Answer.Item(articles.id(article), place, slot, 0, List.of(), counts));
                }
            }
            return new Showable(ids, items);
        });
    }

    private static Answer.Counts counts(Popularity popularity, int article) {
        return new Answer.Counts(popularity.views(article), popularity.shares(article), popularity.readers(article));
    }
}
