package io.reco.server.recommend;

import java.util.List;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.ModelId;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.trace.Trace;
import io.reco.server.model.View;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.blend.Choice;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.histories.Past;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Slots;
import io.reco.server.recommend.draft.Surplus;
import io.reco.server.recommend.explain.Absence;
import io.reco.server.recommend.explain.Absences;
import io.reco.server.recommend.explore.Explorer;
import io.reco.server.recommend.explore.ServedSlots;
import io.reco.server.recommend.fill.PageFiller;
import io.reco.server.recommend.filter.ReaderFilter;
import io.reco.server.recommend.rank.Ranker;
import io.reco.server.recommend.source.Sources;
import io.reco.server.recommend.space.Surpluses;
import io.reco.server.store.reader.ReaderState;

/** A draft and the stages that work on it, in their order. One thread at a time, and only while it reads the models. */
final class Workspace {

    private final IdKeys ids;
    private final Draft draft;
    private final Sources sources = new Sources();
    private final Ranker ranker = new Ranker();
    private final PageFiller filler;
    private final Explorer explorer;

    /** One that counts what it serves there. */
    Workspace(ServedSlots served, IdKeys ids) {
        this.ids = ids;
        draft = new Draft(ids);
        filler = new PageFiller(draft);
        explorer = new Explorer(draft, served);
    }

    /** Makes a page for the reader of this key. */
    Selection select(View models, PageRequest request, long reader, ReaderState state, long nowMs, long seed) {
        draft.begin(models, request, reader, state, nowMs, seed);
        Trace.Stage candidates = request.trace().begin("candidates");
        ReaderFilter.mark(draft);
        sources.collect(draft);
        candidates.end();
        Trace.Stage rank = request.trace().begin("rank");
        ranker.rank(draft);
        filler.fill();
        explorer.explore();
        rank.end();
        return selection(request.keep() ? explorer.surplus() : null, models.modelId());
    }

    /**
     * Makes a page for the reader of this key from what another one left; null when that does not do any more.
     *
     * @param kept what this reader's page before left, or for nobody in particular any page for nobody
     */
    @Nullable
    Selection next(
            View models,
            PageRequest request,
            long reader,
            ReaderState state,
            long nowMs,
            long seed,
            Surpluses.Left kept) {
        Surplus left = kept.surplus();
        if (!left.holds(models)) {
            return null;
        }
        draft.goOn(models, request, reader, state, nowMs, seed, left);
        if (left.personal()) {
            ReaderFilter.markSince(draft, kept.since());
        } else {
            ReaderFilter.mark(draft);
            sources.look(draft);
        }
        filler.fill();
        boolean more = reader == 0 || !filler.ranShort();
        return more && explorer.explore() ? selection(left, left.modelId()) : null;
    }

    private Selection selection(@Nullable Surplus left, ModelId modelId) {
        Slots slots = draft.slots();
        PageRequest request = draft.request();
        float[] scores = new float[request.told() ? slots.count() : 0];
        if (request.told()) {
            draft.ranking().scores(slots, scores);
        }
        List<String> absent = request.absent();
        return new Selection(
                slots.toPage(draft.articles()),
                slots.ids(draft.articles()),
                FloatArrayList.wrap(scores),
                modelId,
                absent.isEmpty() ? List.of() : Absences.live(draft, absent, ids),
                left,
                draft.surplus() == null);
    }

    /** Why articles of these ids are not on a page that was made before, as far as is known now. */
    List<Absence> absences(View models, PageRequest request, Page page, long reader, ReaderState state, long nowMs) {
        draft.begin(models, request, reader, state, nowMs, 0);
        ReaderFilter.mark(draft);
        for (Page.Slot slot : page.slots()) {
            int article = draft.articles().ordinal(slot.article(), page.stamp());
            if (article != Articles.NONE) {
                draft.slots().add(article, slot.rung(), slot.shares());
            }
        }
        return Absences.asOfNow(draft, request.absent(), ids);
    }

    /** As {@link io.reco.server.model.FeatureShares} has it. */
    int shares(View models, Past past, int article, long nowMs, Choice choice) {
        draft.begin(models, past, nowMs);
        if (draft.taste().count() == 0) {
            return -1;
        }
        ReaderFilter.markSession(draft);
        sources.collect(draft);
        return ranker.choice(draft, article, choice) ? Blend.stage(draft.taste().sessionCount()) : -1;
    }
}
