package io.reco.server.store.reader;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.Page;

/**
 * What is kept for each reader: what they did and stated (written by {@link io.reco.server.store.log.FactLog}) and the pages
 * they were served.
 *
 * <p>Of one reader the {@link #PAGES_MAX} pages of the feed without a name that were kept last, and as many of all other feeds
 * together, none of before {@link #PAGE_AGE_MAX}, are kept. Of their actions, by event
 * time, whatever the order they arrive in: the newest {@link #ACTIONS_WHOLE} as they are, and of older ones the newest of each
 * article and type, for the {@link #ARTICLES_MAX} articles they acted on last, and apart from these, so that nothing they read
 * pushes them out, for the {@link #REJECTED_MAX} articles they rejected last and did not take back. No action goes for its age;
 * a reader goes as a whole, some time after the last event, page or statement of theirs was accepted ({@link
 * io.reco.server.store.StoreSettings#readerRetention}).
 */
public interface ReaderStore {

    int PAGES_MAX = 50;
    Duration PAGE_AGE_MAX = Duration.ofDays(90);
    int ACTIONS_WHOLE = 2_000;
    int ARTICLES_MAX = 2_000;
    int REJECTED_MAX = 2_000;

    /** What is known now; empty for an unknown reader. */
    CompletableFuture<ReaderState> read(String reader);

    /** What was decided for a reader. */
    interface PageDecision {

        /** The page to keep, with a stamp that no kept one of its feed has; null to keep nothing. */
        @Nullable
        Page page();
    }

    /**
     * Decides on a page and keeps it, as one step for this reader: no other page of theirs is kept in between. A store shared
     * by several servers may call {@code decision} again, on newer state, when another server was first.
     *
     * <p>The page is written before the future completes, and survives the loss of the process; it may be lost with the power.
     * The future fails with what {@code decision} throws, and with a {@link io.reco.server.domain.refusal.Refusal} when the page
     * could not be kept; then none is.
     *
     * @param decision given the state, decides; runs in the caller's thread or in one of the store's
     * @return the last decision
     */
    <D extends PageDecision> CompletableFuture<D> keep(String reader, Function<ReaderState, D> decision);
}
