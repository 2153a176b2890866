package io.reco.server.recommend.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.model.View;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.popularity.Popularity;
import io.reco.server.model.trends.Trend;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.fill.ListFiller;
import io.reco.server.recommend.filter.ReaderFilter;
import io.reco.server.recommend.rank.Ranker;
import io.reco.server.recommend.source.Sources;
import io.reco.server.store.reader.ReaderState;

/** A draft and the stages that make lists of it. One thread at a time, and only while it reads the models. */
final class ListSpace {

    private final Draft draft;
    private final Sources sources = new Sources();
    private final Ranker ranker = new Ranker();

    ListSpace(IdKeys ids) {
        draft = new Draft(ids);
    }

    /** What is on a list, and what it was ranked with. */
    record Made(List<Listing.Item> items, ModelId modelId) {}

    /**
     * What is like an article, for the reader of this key.
     *
     * @param article its ordinal
     * @param state of whose pages nothing is read: what was served may be related all the same
     */
    Made related(View models, PageRequest request, int article, long reader, ReaderState state, long nowMs) {
        draft.begin(
                models, request, reader, new ReaderState(state.actions(), List.of(), state.preferences()), nowMs, 0);
        draft.startFrom(article);
        ReaderFilter.mark(draft);
        sources.collect(draft);
        ranker.rank(draft);
        ListFiller filler = new ListFiller(draft, any -> true);
        filler.takeRanked(Rung.PERSONAL);
        return made(filler);
    }

    /**
     * What is at the top.
     *
     * @param topic its ordinal; {@link Articles#NONE} for all of them
     */
    Made top(View models, PageRequest request, TopKind kind, int topic, long nowMs) {
        draft.begin(models, request, 0, ReaderState.EMPTY, nowMs, 0);
        ListFiller filler = new ListFiller(draft, topic == Articles.NONE ? any -> true : ofTopic(topic));
        switch (kind) {
            case TRENDING -> {
                proposeTrending(topic);
                sources.collect(draft);
                ranker.rank(draft);
                filler.takeRanked(Rung.TRENDING);
            }
            case POPULAR -> filler.takePopular();
            case LATEST -> filler.takeLatest();
        }
        return made(filler);
    }

    private IntPredicate ofTopic(int topic) {
        Articles articles = draft.articles();
        return article -> {
            for (int one : articles.topics(article)) {
                if (one == topic) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Of a topic's list, and where that has too few, whatever of the topic was ever read. */
    private void proposeTrending(int topic) {
        Trend trend = draft.models().trend();
        IntPredicate wanted = topic == Articles.NONE ? any -> true : ofTopic(topic);
        Trend.TopList listed = topic == Articles.NONE ? trend.overall() : trend.ofTopic(topic);
        for (int place = 0; place < listed.count(); place++) {
            draft.propose(listed.article(place));
        }
        double moment = trend.moment(draft.nowMs());
        for (int article = 0; few() && article < draft.articles().size(); article++) {
            if (wanted.test(article) && trend.value(article, moment) > 0) {
                draft.propose(article);
            }
        }
    }

    private boolean few() {
        return draft.candidateCount() < draft.request().count();
    }

    private Made made(ListFiller filler) {
        Articles articles = draft.articles();
        Popularity popularity = draft.models().popularity();
        List<Page.Slot> slots = draft.slots().toPage(articles);
        List<Listing.Item> items = new ArrayList<>(slots.size());
        for (int place = 0; place < slots.size(); place++) {
            int article = draft.slots().article(place);
            items.add(new Listing.Item(
                    articles.id(article),
                    slots.get(place),
                    filler.scores().getFloat(place),
                    popularity.views(article),
                    popularity.shares(article),
                    popularity.readers(article)));
        }
        return new Made(items, draft.models().modelId());
    }
}
