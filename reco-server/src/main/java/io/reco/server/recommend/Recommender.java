package io.reco.server.recommend;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.count.PageKind;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Shown;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.trace.Trace;
import io.reco.server.exposure.ExposureTokens;
import io.reco.server.model.Models;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.explain.Absence;
import io.reco.server.recommend.explain.DeletedArticles;
import io.reco.server.recommend.explain.Reasons;
import io.reco.server.recommend.space.Pace;
import io.reco.server.store.AtOnce;
import io.reco.server.store.Store;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.ReaderStore.PageDecision;

/**
 * The one place where a request becomes a page.
 *
 * <p>A reader's pages of one placement are a feed. Let L be the stamp of its newest page. Asked for a moment after L, a reader
 * gets a new page, kept before it is answered; for the moment of a kept page, that very page; for another moment before L, the
 * newest page before it. A page more than five minutes ahead is of a clock that was wrong, and its stamp is not L. Articles that
 * may not be served now are left out of kept pages, too; their stamps and tokens stay.
 *
 * <p>For a caller who waits less than a page has taken lately ({@link Pace}) a new one is made of what trends and what is new,
 * and says that it is degraded.
 */
public final class Recommender {

    /** So far a caller's clock may be ahead and still means a moment; beyond it means now. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final ReaderStore readers;
    private final Pipeline pipeline;
    private final Models models;
    private final ExposureTokens tokens;
    private final Clock clock;
    private final DeletedArticles deleted;
    private final LongSupplier nanoTime;
    private final Pace pace = new Pace();

    public Recommender(Store store, Pipeline pipeline, Models models, ExposureTokens tokens, Clock clock) {
        this(store, pipeline, models, tokens, clock, System::nanoTime);
    }

    /** With a monotonic clock of its own, in nanoseconds from anywhere. */
    Recommender(
            Store store, Pipeline pipeline, Models models, ExposureTokens tokens, Clock clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.readers = store.readers();
        this.deleted = new DeletedArticles(store.articles());
        this.pipeline = pipeline;
        this.models = models;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * The page for a request that is within its documented ranges; {@link Answer#NONE} when there is none. The future fails
     * with a {@link Refusal} when the request contradicts an earlier one with its idempotency key.
     */
    public CompletableFuture<Answer> recommend(PageRequest request) {
        long began = nanoTime.getAsLong();
        CompletableFuture<Answer> answer = decided(request, clock.millis()).thenApply(decision -> {
            decision.asked.keeping.end();
            Answer decided = decision.answer();
            if (request.keep()) {
                pipeline.made().answered(decision.kind());
            }
            if (decision.asked.whole) {
                long ended = nanoTime.getAsLong();
                pace.measured(ended - began, ended);
            }
            return decided;
        });
        return request.absent().isEmpty() ? answer : answer.thenCompose(this::withDeleted);
    }

    private CompletableFuture<Answer> withDeleted(Answer answer) {
        return deleted.named(answer.absences()).thenApply(answer::with);
    }

    private CompletableFuture<Decision> decided(PageRequest request, long nowMs) {
        if (request.reader().isEmpty()) {
            return AtOnce.of(() -> new Asked(request, ReaderState.EMPTY, nowMs, true).decide());
        }
        if (!request.keep()) {
            return look(request, nowMs, true);
        }
        // A disk that takes no writes must not take the pages away: this one is served, though it cannot be replayed.
        return readers.keep(request.reader(), state -> new Asked(request, state, nowMs, true).decide())
                .exceptionallyCompose(failure ->
                        isNotKept(failure) ? unkept(request, nowMs, failure) : CompletableFuture.failedFuture(failure));
    }

    /** A new page. What is there already may be what could not be acknowledged: it may be gone when it is asked for again. */
    private CompletableFuture<Decision> unkept(PageRequest request, long nowMs, Throwable failure) {
        return look(request, nowMs, false)
                .thenCompose(decision -> decision.isNew()
                        ? CompletableFuture.completedFuture(decision)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isNotKept(Throwable failure) {
        return Failures.is(failure, Refusal.Reason.STORAGE_FULL) || Failures.is(failure, Refusal.Reason.UNAVAILABLE);
    }

    private CompletableFuture<Decision> look(PageRequest request, long nowMs, boolean storable) {
        return readers.read(request.reader()).thenApply(state -> new Asked(request, state, nowMs, storable).decide());
    }

    /**
     * What a request comes to.
     *
     * @param shown the page to answer with; null for none
     * @param page the same when it is new and to be kept; else null
     */
    private record Decision(
            Asked asked, @Nullable Page shown, @Nullable Page page) implements PageDecision {

        PageKind kind() {
            if (shown == null) {
                return PageKind.NONE;
            }
            return page != null ? PageKind.MADE : asked.isOf(shown) ? PageKind.REPLAYED : PageKind.OLDER;
        }

        /** Whether it rests on what may be served now, and not on what was. */
        boolean isNew() {
            return asked.selected != null;
        }

        Answer answer() {
            return shown == null ? asked.nothing() : asked.answer(shown);
        }
    }

    /** A request, and what is known of its reader. Chooses between a new page and a kept one. */
    private final class Asked {
        private final PageRequest request;
        private final ReaderState state;
        private final long nowMs;
        /** Whether a new page can be kept, if it is to be. */
        private final boolean storable;
        /** Whether the whole pipeline made a page for it. */
        private boolean whole;
        /** Whether less than the whole pipeline did, for want of time. */
        private boolean hurried;
        /** From a new page's decision until it is kept. */
        private Trace.Stage keeping = Trace.Stage.NONE;
        /** What a new page was made of; null when none was to be made. */
        private @Nullable Selection selected;

        Asked(PageRequest request, ReaderState state, long nowMs, boolean storable) {
            this.request = request;
            this.state = state;
            this.nowMs = nowMs;
            this.storable = storable;
        }

        Decision decide() {
            Page kept = kept();
            if (kept != null || !asksForNew() || request.givenUp().getAsBoolean()) {
                return new Decision(this, kept, null);
            }
            Page made = newPage();
            // Who gave up meanwhile gets this page's articles another time.
            if (request.givenUp().getAsBoolean()) {
                return new Decision(this, null, null);
            }
            if (made != null && request.keep() && !request.reader().isEmpty()) {
                keeping = request.trace().begin("keep");
            }
            return new Decision(this, made, made);
        }

        /** The page of the request's key or moment, or what is left before that moment; null when there is none. */
        private @Nullable Page kept() {
            if (request.stampMs() == 0) {
                return request.idempotencyKey().isEmpty() ? null : withKey();
            }
            for (Page kept : state.pages()) {
                if (inFeed(kept) && isOf(kept)) {
                    return kept;
                }
            }
            if (asksForNew()) {
                return null;
            }
            for (Page kept : state.pages()) {
                if (inFeed(kept)
                        && kept.stamp() < request.stampMs()
                        && !showable(kept).items().isEmpty()) {
                    return kept;
                }
            }
            return null;
        }

        /** Whether the request is one that the page was made for. */
        boolean isOf(Page kept) {
            long stampMs = request.stampMs();
            return stampMs == 0 || kept.stamp() == stampMs || kept.askedMs() == stampMs;
        }

        private boolean inFeed(Page kept) {
            return kept.placement().equals(request.placement());
        }

        private @Nullable Page withKey() {
            for (Page kept : state.pages()) {
                if (kept.idempotencyKey().equals(request.idempotencyKey())) {
                    requireSame("page_size", Integer.toString(request.count()), Integer.toString(kept.askedCount()));
                    requireSame("placement", request.placement(), kept.placement());
                    if (kept.askedHash() != request.choiceHash()) {
                        throw Refusal.conflict("filter, diversity, recent_article_ids: others (expected: as in the call"
                                + " before with this request_id)");
                    }
                    return kept;
                }
            }
            return null;
        }

        private static void requireSame(String field, String asked, String before) {
            if (!asked.equals(before)) {
                throw Refusal.conflict(field + ": " + shown(asked) + " (expected: " + shown(before)
                        + ", as in the call before with this request_id)");
            }
        }

        private static String shown(String value) {
            return value.isEmpty() ? "empty" : value;
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

        /** Without pages of a clock that was far ahead: after those nothing would be new until their time has come. */
        private long newestStamp() {
            long aheadMs = nowMs + AHEAD_MAX.toMillis();
            long newest = 0;
            for (Page kept : state.pages()) {
                if (inFeed(kept) && kept.stamp() <= aheadMs) {
                    newest = Math.max(newest, kept.stamp());
                }
            }
            return newest;
        }

        /** This stamp, or the next that no kept page has. */
        private long free(long stamp) {
            long free = stamp;
            while (isTaken(free)) {
                free++;
            }
            return free;
        }

        private boolean isTaken(long stamp) {
            return state.pages().stream().anyMatch(kept -> inFeed(kept) && kept.stamp() == stamp);
        }

        /** Null when no article can be served. */
        private @Nullable Page newPage() {
            Selection left = pipeline.next(request, state, nowMs);
            PageRequest asked = left == null ? timed() : request;
            Page page = newPage(asked, left == null ? pipeline.select(asked, state, nowMs) : left);
            if (page != null && asked.keep() && !page.degraded()) {
                pipeline.leave(asked, state, page, Objects.requireNonNull(selected));
            }
            return page;
        }

        /** The request, by a cheaper policy where its caller does not wait for the whole pipeline. */
        private PageRequest timed() {
            long left = request.leftNanos().getAsLong();
            whole = left == Long.MAX_VALUE || left > pace.neededNanos(nanoTime.getAsLong());
            hurried = !whole;
            return whole ? request : request.by(request.policy().hurried());
        }

        private @Nullable Page newPage(PageRequest request, Selection first) {
            Selection selection = first;
            selected = selection;
            int fitting = tokens.fitting(request.reader(), selection.articles());
            if (fitting > 0 && fitting < selection.slots().size()) {
                // A token has room for no more: with long ids a page ends earlier, and is made to end there.
                selection = pipeline.select(request.ofCount(fitting), state, nowMs);
                selected = selection;
                fitting = tokens.fitting(request.reader(), selection.articles());
            }
            if (fitting == 0) {
                return null;
            }
            List<Page.Slot> slots = selection.slots().subList(0, fitting);
            boolean degraded = hurried || !storable;
            if (request.keep()) {
                pipeline.made().add(state, request, slots, degraded, selection.ranked());
            }
            // Two calls in one millisecond, or a server clock that was set back, must not meet an old stamp.
            long stamp = now() ? free(Math.max(nowMs, newestStamp() + 1)) : request.stampMs();
            boolean ahead = request.stampMs() > nowMs && request.stampMs() - nowMs <= AHEAD_MAX.toMillis();
            boolean keyed = request.stampMs() == 0 && !request.idempotencyKey().isEmpty();
            return new Page(
                    request.placement(),
                    stamp,
                    ahead && request.stampMs() != stamp ? request.stampMs() : 0,
                    keyed ? request.idempotencyKey() : "",
                    keyed ? request.count() : 0,
                    keyed ? request.choiceHash() : 0,
                    tokens.signingKeyId(),
                    request.policy().name(),
                    selection.modelId(),
                    degraded,
                    slots,
                    Shown.UNKNOWN);
        }

        private Showable showable(Page shown) {
            return Showable.of(shown, state, request, models, nowMs);
        }

        /** Without a page. */
        Answer nothing() {
            return selected == null ? Answer.NONE : Answer.NONE.with(selected.absences());
        }

        Answer answer(Page page) {
            Showable showable = showable(page);
            int count = Math.min(request.count(), showable.items().size());
            List<Answer.Item> items = showable.items().subList(0, count);
            // A look has no token: what follows is no consequence of a page that nobody was shown.
            String exposure = request.keep() ? tokens.sign(request.reader(), page, showable.ids()) : "";
            return new Answer(
                    page.stamp(),
                    exposure,
                    page.degraded(),
                    request.told() ? told(page, items) : items,
                    absences(page));
        }

        private List<Absence> absences(Page page) {
            return selected != null
                    ? selected.absences()
                    : request.absent().isEmpty() ? List.of() : pipeline.absences(request, page, state, nowMs);
        }

        private List<Answer.Item> told(Page page, List<Answer.Item> items) {
            ReaderState known = pipeline.known(request, state, nowMs);
            long newMs = request.policy().exploration().newness().toMillis();
            return models.read(view -> {
                Reasons reasons = new Reasons(view, page, known, nowMs, newMs);
                List<Answer.Item> told = new ArrayList<>(items.size());
                for (Answer.Item item : items) {
                    float score = selected == null ? 0 : selected.scores().getFloat(item.place());
                    told.add(item.told(score, reasons.of(item.place())));
                }
                return told;
            });
        }
    }
}
