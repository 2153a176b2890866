package io.reco.server.recommend;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.page.Page;
import io.reco.server.model.Models;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.store.reader.ReaderState;

/** What of a page may be shown now: a take-down wins over everything that was kept. */
final class Showable {

    private Showable() {}

    /** The ids of a page's articles, in its order. */
    static List<String> ids(List<Page.Slot> slots, Models models) {
        return models.read(view -> {
            Articles articles = view.articles();
            List<String> ids = new ArrayList<>(slots.size());
            for (Page.Slot slot : slots) {
                int article = articles.ordinal(slot.article());
                ids.add(article == Articles.NONE ? "" : articles.id(article));
            }
            return ids;
        });
    }

    /** The page's articles but for those deleted, hidden, expired, or rejected by the reader since; counts of one moment. */
    static List<Answer.Item> of(Page page, ReaderState state, Models models, long nowMs) {
        return models.read(view -> {
            Articles articles = view.articles();
            List<Answer.Item> items = new ArrayList<>(page.slots().size());
            for (Page.Slot slot : page.slots()) {
                int article = articles.ordinal(slot.article(), page.stamp());
                if (article != Articles.NONE
                        && articles.servable(article, nowMs)
                        && !state.actions().rejectedSince(slot.article(), articles.sinceMs(article))) {
                    items.add(new Answer.Item(
                            articles.id(article),
                            slot,
                            view.popularity().views(article),
                            view.popularity().shares(article)));
                }
            }
            return items;
        });
    }
}
