package io.reco.server.recommend;

import io.reco.server.model.Models;
import io.reco.server.recommend.candidates.NeighbourCandidates;
import io.reco.server.recommend.candidates.TopicCandidates;
import io.reco.server.recommend.candidates.TrendingCandidates;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.filter.ReaderFilter;
import io.reco.server.recommend.rank.Blend;
import io.reco.server.recommend.rank.PageFiller;
import io.reco.server.store.ReaderState;

/**
 * Chooses the articles of a page: candidates, filter, rank. Reads the models once, as of one moment; keeps nothing. Safe for
 * use by many threads; each has working space of a few numbers per article.
 */
public final class Pipeline {

    private final Models models;
    private final ThreadLocal<Bench> benches;

    /** Chooses from these models. */
    public Pipeline(Models models) {
        this.models = models;
        this.benches = ThreadLocal.withInitial(() -> Bench.of(models));
    }

    /** The page for this ask. */
    public Selection select(Ask ask) {
        Bench bench = benches.get();
        return models.read(() -> bench.select(ask));
    }

    /** What one thread works on and with. */
    private record Bench(Draft draft, TopicCandidates topics, PageFiller filler) {

        static Bench of(Models models) {
            Draft draft = new Draft(models, new Ask(0, 1, 0, ReaderState.EMPTY));
            PageFiller filler = new PageFiller(draft, models.settings().variety());
            return new Bench(draft, new TopicCandidates(), filler);
        }

        Selection select(Ask ask) {
            draft.begin(ask);
            NeighbourCandidates.propose(draft);
            TrendingCandidates.propose(draft);
            topics.propose(draft);
            ReaderFilter.mark(draft);
            Blend.score(draft);
            return new Selection(filler.fill(), draft.models().version());
        }
    }
}
