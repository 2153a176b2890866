package io.reco.server.recommend;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.ExposureTokens;
import io.reco.server.domain.Page;
import io.reco.server.domain.Refusal;
import io.reco.server.model.Models;
import io.reco.server.store.ReaderState;
import io.reco.server.store.ReaderStore;

/**
 * The one place where a request becomes a page.
 *
 * <p>Let L be the stamp of the reader's newest page. Asked for a moment after L, a reader gets a new page, kept before it is
 * answered; for the moment of a kept page, that very page; for another moment before L, the newest page before it.
 */
public final class Recommender {

    private final ReaderStore readers;
    private final Pipeline pipeline;
    private final Models models;
    private final ExposureTokens tokens;
    private final Clock clock;

    public Recommender(ReaderStore readers, Pipeline pipeline, Models models, ExposureTokens tokens, Clock clock) {
        this.readers = readers;
        this.pipeline = pipeline;
        this.models = models;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The page for a query that is within its documented ranges; {@link Answer#NONE} when there is none. */
    public Answer recommend(Query query) {
        long nowMs = clock.millis();
        if (query.reader() == 0) {
            return answer(query, anonymousPage(query, nowMs));
        }
        // What is answered is decided inside keep: only there is the reader's state sure not to change.
        Decision decision = new Decision(query, nowMs);
        try {
            readers.keep(query.reader(), decision::decide);
        } catch (Refusal refusal) {
            // A full disk must not take the pages away: this one is served, though it cannot be replayed.
            if (refusal.reason() != Refusal.Reason.STORAGE_FULL) {
                throw refusal;
            }
        }
        return answer(query, decision.page);
    }

    /** Chooses between a new page and a kept one. Not shared between threads; decides again when asked again. */
    private final class Decision {
        private final Query query;
        private final long nowMs;
        private @Nullable Page page;

        Decision(Query query, long nowMs) {
            this.query = query;
            this.nowMs = nowMs;
        }

        /** The new page to keep, or null when a kept page answers. */
        @Nullable
        Page decide(ReaderState state) {
            List<Page> pages = state.pages();
            long newest = pages.isEmpty() ? 0 : pages.get(0).stamp();
            // "Now", said or meant (a caller's clock may be ahead), always asks for something new. Two such calls in
            // one
            // millisecond, or a server clock that was set back, must not meet an old stamp.
            boolean now = query.stampMs() == 0 || query.stampMs() > nowMs;
            long stamp = now ? Math.max(nowMs, newest + 1) : query.stampMs();
            if (query.stampMs() == 0 && !query.idempotencyKey().isEmpty()) {
                page = withKey(pages, query.idempotencyKey());
                if (page != null) {
                    return null;
                }
            }
            if (stamp <= newest) {
                page = atOrBefore(pages, stamp);
                return null;
            }
            page = newPage(query, stamp, nowMs, state);
            return page;
        }
    }

    private @Nullable Page anonymousPage(Query query, long nowMs) {
        long stamp = query.stampMs() == 0 ? nowMs : Math.min(query.stampMs(), nowMs);
        return newPage(query, stamp, nowMs, ReaderState.EMPTY);
    }

    /** Null when no article can be served. */
    private @Nullable Page newPage(Query query, long stamp, long nowMs, ReaderState state) {
        Selection selection = pipeline.select(new Ask(query.reader(), query.count(), nowMs, state));
        if (selection.picks().isEmpty()) {
            return null;
        }
        String key = query.stampMs() == 0 ? query.idempotencyKey() : "";
        return new Page(stamp, key, tokens.signingKeyId(), "", selection.modelVersion(), selection.picks());
    }

    private static @Nullable Page withKey(List<Page> pages, String key) {
        for (Page page : pages) {
            if (page.idempotencyKey().equals(key)) {
                return page;
            }
        }
        return null;
    }

    private static @Nullable Page atOrBefore(List<Page> newestFirst, long stamp) {
        for (Page page : newestFirst) {
            if (page.stamp() <= stamp) {
                return page;
            }
        }
        return null;
    }

    private Answer answer(Query query, @Nullable Page page) {
        if (page == null) {
            return Answer.NONE;
        }
        int count = Math.min(query.count(), page.picks().size());
        List<Answer.Item> items = models.read(() -> items(page.picks().subList(0, count))); // all counts of one moment
        return new Answer(page.stamp(), tokens.sign(query.reader(), page), items);
    }

    private List<Answer.Item> items(List<Page.Pick> picks) {
        List<Answer.Item> items = new ArrayList<>(picks.size());
        for (Page.Pick pick : picks) {
            items.add(new Answer.Item(pick.article(), models.views(pick.article()), models.shares(pick.article())));
        }
        return items;
    }
}
