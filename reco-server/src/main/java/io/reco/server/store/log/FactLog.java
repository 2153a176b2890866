package io.reco.server.store.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Fact;
import io.reco.server.store.article.ArticleChange;
import io.reco.server.store.reader.PreferencesChange;

/**
 * Accepted facts in order: one order in each partition of the log. What is old goes, see {@link #oldest}.
 *
 * <p>Of one reader the facts of an append stand in the order given, and those of a later append, one that was called after the
 * earlier one had completed, come after them. Of one reader an event id is appended once within {@link #EVENT_ID_WINDOW}, however
 * many callers send it at once. Facts of one article stand in the order in which they were appended, too. Between readers and
 * between articles nothing is promised.
 *
 * <p>What follows from facts, the catalogue ({@link io.reco.server.store.article.ArticleStore}), what readers did and stated
 * ({@link io.reco.server.store.reader.ReaderStore}) and counts ({@link io.reco.server.store.count.CountStore}), has them by the
 * time that the append completes: a look that begins after that sees them. It never has a fact that the log did not have.
 */
public interface FactLog {

    /** How long an event id is remembered after it was last sent. */
    Duration EVENT_ID_WINDOW = Duration.ofDays(7);

    /** What became of one fact. */
    enum Outcome {
        APPENDED,
        /**
         * An event whose id its reader sent within {@link #EVENT_ID_WINDOW}, or earlier in the same call; or one from before
         * that window that the reader's record holds (same article, type and second). Nothing changed but that the id is
         * remembered anew.
         */
        DUPLICATE,
        /**
         * An event from before the window that may have been counted or not: it is not after all that the reader's record
         * has left out, or of a kind that records never hold. Nothing changed.
         */
        TOO_OLD,
        /** An event from before its reader was erased, or of a page that was served before. Nothing changed. */
        READER_ERASED,
        /** A change that decided to change nothing. */
        UNCHANGED
    }

    /** Whether an event of this kind is kept in its reader's record, so that a repetition is known by it. */
    static boolean comparable(Event event) {
        return event.type() != EventType.EXPOSE;
    }

    /**
     * Outcome of one append.
     *
     * @param upTo where this append's newest facts are, or the newest there were before, if it appended none: whoever applied
     *     all facts up to there has applied the whole call, and what its changes saw
     * @param outcomes one a fact, in the order given
     */
    record Appended(Positions upTo, List<Outcome> outcomes) {
        public Appended {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * Appends all facts of a call, or none of those of a partition. Completes only when they survive the loss of the process and
     * of power, or, in a shared store, of any one of its machines; many calls under way share one flush. The future fails with a
     * {@link io.reco.server.domain.refusal.Refusal} when the facts could not be made durable. In a store of one partition none of
     * them is in the log then; in others some may be, and be lost later or not: who appends them again appends each once.
     */
    CompletableFuture<Appended> append(List<? extends Fact> facts);

    /**
     * What would become of these events now, if they were appended in one call; nothing changes, and no id is remembered. What
     * arrives meanwhile may make it untrue.
     *
     * @return one outcome an event, in the order given
     */
    CompletableFuture<List<Outcome>> tryOut(List<Event> events);

    /**
     * Appends what these changes decide, each when its turn has come, in the order given; otherwise as {@link #append}. Of
     * changes that change nothing nothing is written, but what they saw is durable when the future completes.
     */
    CompletableFuture<Appended> change(List<? extends ArticleChange> changes);

    /** Appends what this change decides, when its turn has come; otherwise as {@link #change}. */
    CompletableFuture<Appended> update(PreferencesChange change);

    /** How long its writes took. */
    default WriteTimes writes() {
        return WriteTimes.NONE;
    }

    /** Where the newest durable facts are. */
    Positions newest();

    /**
     * Where the log begins: it holds all facts after this place. Those before are older than it keeps facts, and needed by
     * nobody: counted, and in the two newest snapshots ({@link io.reco.server.store.snapshot.SnapshotStore}).
     */
    Positions oldest();

    /**
     * The oldest place that a tail can begin at on this server: {@link #oldest}, unless files are missing here that others have
     * or had.
     */
    default Positions reachable() {
        return oldest();
    }

    /** Goes along the log from a place on; from one before {@link #oldest} its first read fails. */
    Tail tail(Positions after);
}
