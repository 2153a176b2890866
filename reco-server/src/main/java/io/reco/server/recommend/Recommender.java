package io.reco.server.recommend;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.model.Models;
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
     * The page for a query that is within its documented ranges; {@link Answer#NONE} when there is none.
     *
     * @throws Refusal when the query contradicts an earlier one with its idempotency key
     */
    public Answer recommend(Query query) {
        long nowMs = clock.millis();
        Decision decision = new Decision(query, nowMs);
        if (query.reader() == 0) {
            decision.decide(ReaderState.EMPTY);
            return decision.answer();
        }
        // What is answered is decided inside keep: only there is the reader's state sure not to change.
        try {
            readers.keep(query.reader(), decision::decide);
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
        private final Query query;
        private final long nowMs;
        private ReaderState state = ReaderState.EMPTY;
        private @Nullable Page page;

        Decision(Query query, long nowMs) {
            this.query = query;
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
            page = query.givenUp().getAsBoolean() ? null : newPage();
            if (query.givenUp().getAsBoolean()) {
                page = null; // who gave up gets this page's articles another time
            }
            return page;
        }

        /** The page of the query's key or moment, or what is left before that moment; null when there is none. */
        private @Nullable Page kept() {
            if (query.stampMs() == 0) {
                return query.idempotencyKey().isEmpty() ? null : withKey();
            }
            for (Page kept : state.pages()) {
                if (kept.stamp() == query.stampMs() || kept.askedMs() == query.stampMs()) {
                    return kept;
                }
            }
            if (asksForNew()) {
                return null;
            }
            for (Page kept : state.pages()) {
                if (kept.stamp() < query.stampMs() && !left(kept).isEmpty()) {
                    return kept;
                }
            }
            return null;
        }

        private @Nullable Page withKey() {
            for (Page kept : state.pages()) {
                if (kept.idempotencyKey().equals(query.idempotencyKey())) {
                    if (kept.askedCount() != query.count()) {
                        throw Refusal.conflict("article_num: " + query.count() + " (expected: " + kept.askedCount()
                                + ", as in the call before with this idempotency-key)");
                    }
                    return kept;
                }
            }
            return null;
        }

        /** A moment from before anything is kept is the end of the history: a page of it would be gone at once. */
        private boolean asksForNew() {
            long oldestMs = nowMs - ReaderStore.PAGE_AGE_MAX.toMillis();
            return now() || query.stampMs() >= Math.max(oldestMs, newestStamp() + 1);
        }

        /** Whether the query means now, which always asks for something new; a caller's clock may be ahead. */
        private boolean now() {
            return query.stampMs() == 0 || query.stampMs() > nowMs;
        }

        private long newestStamp() {
            return state.pages().isEmpty() ? 0 : state.pages().get(0).stamp();
        }

        /** Null when no article can be served. */
        private @Nullable Page newPage() {
            Selection selection = pipeline.select(new Ask(query.reader(), query.count(), nowMs, state));
            if (selection.picks().isEmpty()) {
                return null;
            }
            // Two calls in one millisecond, or a server clock that was set back, must not meet an old stamp.
            long stamp = now() ? Math.max(nowMs, newestStamp() + 1) : query.stampMs();
            boolean ahead = query.stampMs() > nowMs && query.stampMs() - nowMs <= AHEAD_MAX.toMillis();
            boolean keyed = query.stampMs() == 0 && !query.idempotencyKey().isEmpty();
            return new Page(
                    stamp,
                    ahead && query.stampMs() != stamp ? query.stampMs() : 0,
                    keyed ? query.idempotencyKey() : "",
                    keyed ? query.count() : 0,
                    tokens.signingKeyId(),
                    "",
                    selection.modelVersion(),
                    selection.picks());
        }

        private List<Answer.Item> left(Page kept) {
            return Showable.of(kept, state, models, nowMs);
        }

        Answer answer() {
            if (page == null) {
                return Answer.NONE;
            }
            List<Answer.Item> left = left(page);
            List<Answer.Item> items = List.copyOf(left.subList(0, Math.min(query.count(), left.size())));
            return new Answer(page.stamp(), tokens.sign(query.reader(), page), items);
        }
    }
}
