package io.reco.server.recommend;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.model.Models;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;

/**
 * The one place where a request becomes a page.
 *
 * <p>Let L be the stamp of the reader's newest page. Asked for a moment after L, a reader gets a new page, kept before it is
 * answered; for the moment of a kept page, that very page; for another moment before L, the newest page before it. Articles
 * that may not be served now are left out of kept pages, too; their stamps and tokens stay.
 */
public final class Recommender {

    /** So far a caller's clock may be ahead and still means a moment; beyond it means now. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

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

    /**
     * The page for a request that is within its documented ranges; {@link Answer#NONE} when there is none.
     *
     * @throws Refusal when the request contradicts an earlier one with its idempotency key
     */
    public Answer recommend(PageRequest request) {
        long nowMs = clock.millis();
        Decision decision = new Decision(request, nowMs);
        boolean anonymous = request.reader().isEmpty();
        if (anonymous || !request.keep()) {
            ReaderState state = anonymous ? ReaderState.EMPTY : readers.read(request.reader());
            var unused = decision.decide(state);
            return decision.answer();
        }
        // What is answered is decided inside keep: only there is the reader's state sure not to change.
        try {
            readers.keep(request.reader(), decision::decide);
        } catch (Refusal refusal) {
            // A full disk must not take the pages away: this one is served, though it cannot be replayed.
            if (refusal.reason() != Refusal.Reason.STORAGE_FULL) {
                throw refusal;
            }
        }
        return decision.answer();
    }

    /** Chooses between a new page and a kept one. Not shared between threads; decides again when asked again. */
    private final class Decision {
        private final PageRequest request;
        private final long nowMs;
        private ReaderState state = ReaderState.EMPTY;
        private @Nullable Page page;

        Decision(PageRequest request, long nowMs) {
            this.request = request;
            this.nowMs = nowMs;
        }

        /** The new page to keep, or null when a kept page answers, or none. */
        @Nullable
        Page decide(ReaderState known) {
            state = known;
            page = kept();
            if (page != null || !asksForNew()) {
                return null;
            }
            page = request.givenUp().getAsBoolean() ? null : newPage();
            if (request.givenUp().getAsBoolean()) {
                page = null; // who gave up gets this page's articles another time
            }
            return page;
        }

        /** The page of the request's key or moment, or what is left before that moment; null when there is none. */
        private @Nullable Page kept() {
            if (request.stampMs() == 0) {
                return request.idempotencyKey().isEmpty() ? null : withKey();
            }
            for (Page kept : state.pages()) {
                if (kept.stamp() == request.stampMs() || kept.askedMs() == request.stampMs()) {
                    return kept;
                }
            }
            if (asksForNew()) {
                return null;
            }
            for (Page kept : state.pages()) {
                if (kept.stamp() < request.stampMs() && !showable(kept).items().isEmpty()) {
                    return kept;
                }
            }
            return null;
        }

        private @Nullable Page withKey() {
            for (Page kept : state.pages()) {
                if (kept.idempotencyKey().equals(request.idempotencyKey())) {
                    if (kept.askedCount() != request.count()) {
                        throw Refusal.conflict("page_size: " + request.count() + " (expected: " + kept.askedCount()
                                + ", as in the call before with this request_id)");
                    }
                    return kept;
                }
            }
            return null;
        }

        /** A moment from before anything is kept is the end of the history: a page of it would be gone at once. */
        private boolean asksForNew() {
            long oldestMs = nowMs - ReaderStore.PAGE_AGE_MAX.toMillis();
            return now() || request.stampMs() >= Math.max(oldestMs, newestStamp() + 1);
        }

        /** Whether the request means now, which always asks for something new; a caller's clock may be ahead. */
        private boolean now() {
            return request.stampMs() == 0 || request.stampMs() > nowMs;
        }

        private long newestStamp() {
            return state.pages().isEmpty() ? 0 : state.pages().get(0).stamp();
        }

        /** Null when no article can be served. */
        private @Nullable Page newPage() {
            Selection selection = pipeline.select(request, state, nowMs);
            // A token has room for so many: with long ids a page ends earlier.
            int fitting = tokens.fitting(request.reader(), selection.articles());
            if (fitting == 0) {
                return null;
            }
            // Two calls in one millisecond, or a server clock that was set back, must not meet an old stamp.
            long stamp = now() ? Math.max(nowMs, newestStamp() + 1) : request.stampMs();
            boolean ahead = request.stampMs() > nowMs && request.stampMs() - nowMs <= AHEAD_MAX.toMillis();
            boolean keyed = request.stampMs() == 0 && !request.idempotencyKey().isEmpty();
            return new Page(
                    stamp,
                    ahead && request.stampMs() != stamp ? request.stampMs() : 0,
                    keyed ? request.idempotencyKey() : "",
                    keyed ? request.count() : 0,
                    tokens.signingKeyId(),
                    request.policy().name(),
                    selection.modelVersion(),
                    selection.slots().subList(0, fitting));
        }

        private Showable showable(Page shown) {
            return Showable.of(shown, state, request, models, nowMs);
        }

        Answer answer() {
            if (page == null) {
                return Answer.NONE;
            }
            Showable showable = showable(page);
            int count = Math.min(request.count(), showable.items().size());
            // A look has no token: what follows is no consequence of a page that nobody was shown.
            String exposure = request.keep() ? tokens.sign(request.reader(), page, showable.ids()) : "";
            return new Answer(
                    page.stamp(), exposure, List.copyOf(showable.items().subList(0, count)));
        }
    }
}
