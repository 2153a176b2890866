package io.reco.server.recommend;

import io.reco.server.model.Models;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.FeatureShares;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.fill.PageFiller;
import io.reco.server.recommend.filter.ReaderFilter;
import io.reco.server.recommend.rank.Ranker;
import io.reco.server.recommend.source.Sources;

/**
 * Chooses the articles of a page: candidates, filter, rank. Reads the models once, as of one moment; keeps nothing. Safe for
 * use by many threads; each has working space of a few numbers per article.
 */
public final class Pipeline {

    private final Models models;
    private final ThreadLocal<Bench> benches;
    private final RungCounts made = new RungCounts();

    /** Chooses from these models. */
    public Pipeline(Models models) {
        this.models = models;
        this.benches = ThreadLocal.withInitial(() -> Bench.of(models));
    }

    /** The page for this ask. */
    public Selection select(Ask ask) {
        Bench bench = benches.get();
        Selection selection = models.read(() -> bench.select(ask));
        made.add(ask, selection);
        return selection;
    }

    /** What all pages so far were made of. */
    public RungCounts made() {
        return made;
    }

    /** What each source thinks of an article, for fitting the blend; for the writer of the models only. */
    public FeatureShares rehearsal() {
        Bench bench = Bench.of(models);
        return bench::shares;
    }

    /** What one thread works on and with. */
    private record Bench(Draft draft, Sources candidates, Ranker ranker, PageFiller filler) {

        static Bench of(Models models) {
            Draft draft = new Draft(models);
            Ranker ranker = new Ranker(draft);
            return new Bench(draft, new Sources(), ranker, new PageFiller(draft, ranker));
        }

        Selection select(Ask ask) {
            draft.begin(ask.reader(), ask.state(), ask.nowMs());
            candidates.collect(draft);
            ReaderFilter.mark(draft, ask);
            draft.keepOpen();
            ranker.rank();
            return new Selection(filler.fill(ask), draft.models().version());
        }

        int shares(int reader, int article, long nowMs, float[] shares) {
            draft.begin(reader, nowMs);
            if (draft.taste().count() == 0) {
                return -1;
            }
            candidates.collect(draft);
            ReaderFilter.markTaste(draft);
            draft.keepOpen();
            return ranker.shares(article, shares) ? Blend.stage(draft.taste().sessionCount()) : -1;
        }
    }
}
