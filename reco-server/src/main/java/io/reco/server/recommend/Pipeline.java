package io.reco.server.recommend;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import it.unimi.dsi.fastutil.HashCommon;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.page.Page;
import io.reco.server.model.FeatureShares;
import io.reco.server.model.Models;
import io.reco.server.recommend.count.PageCounts;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Surplus;
import io.reco.server.recommend.explain.Absence;
import io.reco.server.recommend.explore.FirstSlots;
import io.reco.server.recommend.explore.ServedSlots;
import io.reco.server.recommend.space.Surpluses;
import io.reco.server.recommend.space.Workspaces;
import io.reco.server.store.reader.ReaderState;

/**
 * Chooses the articles of a page: filter, candidates, rank, fill, explore. Reads the models once, as of one moment; keeps no
 * page. Safe for use by many threads.
 */
public final class Pipeline {

    private final Models models;
    private final IdKeys ids;
    private final Workspaces<Workspace> workspaces;
    private final ServedSlots served = new ServedSlots();
    /** How many pages of nobody in particular there were. */
    private final AtomicLong anonymous = new AtomicLong();

    private final PageCounts made = new PageCounts();
    private final Surpluses surpluses = new Surpluses();

    /** Chooses from these models, which know readers by these keys of their ids. */
    public Pipeline(Models models, IdKeys ids) {
        this.models = models;
        this.ids = ids;
        this.workspaces =
                new Workspaces<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Workspace(served, ids));
    }

    /**
     * A new page.
     *
     * @param state what the reader did and was served
     * @param nowMs the moment that decides what is published, expired and recent; milliseconds since 1970 UTC
     */
    public Selection select(PageRequest request, ReaderState state, long nowMs) {
        long reader = reader(request);
        ReaderState known = known(request, state, nowMs);
        long seed = seed(reader, state, nowMs);
        Workspace space = workspaces.borrow();
        try {
            return models.read(view -> space.select(view, request, reader, known, nowMs, seed));
        } finally {
            workspaces.giveBack(space);
        }
    }

    /**
     * A page of what the one before left, for a reader who did nothing in between, or of what was ranked for nobody within the
     * last second; null when that does not do. Everything on it is checked as on any other page, and chance draws anew.
     */
    public @Nullable Selection next(PageRequest request, ReaderState state, long nowMs) {
        if (request.told() || !request.absent().isEmpty()) {
            return null; // these ask about the whole ranking
        }
        long reader = reader(request);
        Surpluses.Left left = surpluses.of(reader, request, state, nowMs);
        if (left == null) {
            return null;
        }
        ReaderState known = known(request, state, nowMs);
        long seed = seed(reader, state, nowMs);
        Workspace space = workspaces.borrow();
        try {
            return models.read(view -> space.next(view, request, reader, known, nowMs, seed, left));
        } finally {
            workspaces.giveBack(space);
        }
    }

    /**
     * Keeps what a page left for the next one.
     *
     * @param state of the reader, before the page
     * @param selection what the page was made of
     */
    void leave(PageRequest request, ReaderState state, Page page, Selection selection) {
        Surplus left = selection.surplus();
        if (left != null) {
            long reader = reader(request);
            surpluses.keep(reader, request, state, page, left, selection.ranked());
        }
    }

    /** Forgets what pages of a reader left: for readers who are erased. */
    public void forget(String reader) {
        surpluses.forget(ids.ofReader(reader));
    }

    /** For how many readers something is left. */
    long surpluses() {
        return surpluses.readers();
    }

    /** Why the articles that a request asks about are not on a page that was made before, as far as is known now. */
    public List<Absence> absences(PageRequest request, Page page, ReaderState state, long nowMs) {
        long reader = reader(request);
        ReaderState known = known(request, state, nowMs);
        Workspace space = workspaces.borrow();
        try {
            return models.read(view -> space.absences(view, request, page, reader, known, nowMs));
        } finally {
            workspaces.giveBack(space);
        }
    }

    /**
     * The same reader draws the same at the same moment for the same page, and anew for the page after it: what chance decided
     * of one says nothing of the next. Pages of nobody in particular differ.
     */
    private long seed(long reader, ReaderState state, long nowMs) {
        long drawer = reader == 0 ? anonymous.incrementAndGet() : reader;
        long before = state.pages().isEmpty() ? 0 : state.pages().get(0).stamp();
        return HashCommon.murmurHash3(nowMs ^ HashCommon.murmurHash3(drawer ^ HashCommon.murmurHash3(before)));
    }

    /** The key of a request's reader; 0 for nobody. */
    private long reader(PageRequest request) {
        return request.reader().isEmpty() ? 0 : ids.ofReader(request.reader());
    }

    /** The state, and views of what the reader is said to have opened just now. */
    ReaderState known(PageRequest request, ReaderState state, long nowMs) {
        List<String> recent = request.recentArticles();
        if (recent.isEmpty()) {
            return state;
        }
        Actions kept = state.actions();
        Actions.Builder actions = Actions.builder(kept.size() + recent.size());
        for (int place = kept.size() - 1; place >= 0; place--) {
            actions.add(kept, place);
        }
        for (int place = recent.size() - 1; place >= 0; place--) {
            actions.add(ids.of(recent.get(place)), EventType.VIEW, nowMs);
        }
        return new ReaderState(actions.build(), state.pages(), state.preferences());
    }

    /** What all pages so far were made of: whoever answers with one counts it here, but for looks. */
    public PageCounts made() {
        return made;
    }

    /** How long articles waited for their first slots. */
    public FirstSlots firstSlots() {
        return served.first();
    }

    /** What each source thinks of an article, for fitting the blend; for one thread at a time. */
    public FeatureShares rehearsal() {
        return new Workspace(new ServedSlots(), ids)::shares;
    }

    /** How much working space is kept for later pages. */
    int workspacesKept() {
        return workspaces.kept();
    }
}
