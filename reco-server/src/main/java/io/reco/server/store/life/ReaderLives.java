package io.reco.server.store.life;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;

/**
 * What is done to readers as a whole, and what is remembered of it. An erasure ends the life of a reader, and whoever has the id
 * afterwards begins a new one; a merge moves a life into that of another reader.
 *
 * <p>Each is a fact in the partition of the reader it is done to, stands in the log where it was done, and is done as a whole:
 * whoever looks sees all of it or nothing, and of the events of one reader it concerns exactly those that stand before it. A
 * store shared by several servers may do it in steps, repeated until done: whatever moves is written where it goes first, and
 * cleared where it was last, so that a server that dies in between loses nothing, and the next one goes on. That is why what
 * moves keeps its names (event ids, stamps), and why nothing that moves is counted.
 *
 * <p>All futures fail with a {@link io.reco.server.domain.refusal.Refusal} when nothing could be written.
 */
public interface ReaderLives {

    /** How many of the readers merged into one are remembered, those merged last. */
    int MERGED_MAX = 16;

    /** How long the request of a merge is remembered after it was last sent. */
    Duration REQUEST_WINDOW = FactLog.EVENT_ID_WINDOW;

    /** How long after the log has lost a reader's facts the disk may still have bytes of them. */
    Duration PURGE_MAX = Duration.ofDays(1);

    /**
     * What became of an erasure.
     *
     * @param upTo where the fact of it is; who applied all up to there has forgotten the reader
     * @param erasedMs the moment of it, milliseconds since 1970 UTC: above that of all that was accepted before
     * @param goneMs from when on no byte of the store has the reader's id or data, if it is open until then
     * @param actions how many were erased
     * @param pages how many were erased
     */
    record Erased(Positions upTo, long erasedMs, long goneMs, int actions, int pages) {}

    /**
     * Erases what is kept of a reader, merges and event ids with the rest, and remembers until long after ({@link
     * io.reco.server.store.StoreSettings#readerRetention}) that it did, by {@link io.reco.server.domain.IdKeys#ofReader} alone:
     * events of before are refused from then on ({@link FactLog.Outcome#READER_ERASED}). Counts stay. What was merged into
     * another reader before is that one's, and stays.
     *
     * @param look whether to say only what would be done
     */
    CompletableFuture<Erased> erase(String reader, boolean look);

    /**
     * A merge that is asked for.
     *
     * @param into another reader than {@code from}
     * @param requestId the caller's, the same for all attempts
     */
    record Merge(String from, String into, String requestId) {}

    /** What became of a merge. */
    enum Result {
        DONE,
        /** The same was done before, within {@link #REQUEST_WINDOW}; nothing changed. */
        REPEATED,
        /** Another merge had this request id within {@link #REQUEST_WINDOW}; nothing changed. */
        CONFLICT
    }

    /**
     * What became of a merge.
     *
     * @param upTo where the fact of it is; who applied all up to there knows one reader in place of two
     * @param actions how many moved
     * @param pages how many moved
     */
    record Merged(Positions upTo, Result result, int actions, int pages) {}

    /**
     * Moves actions and pages of a reader to another, within the limits of {@link io.reco.server.store.reader.ReaderStore}, and
     * lets the other one know the event ids, too. The first one has none of it then, but knows its event ids and refuses old
     * events of before. A page whose stamp the other one's feed has gets the next free one.
     *
     * @param look whether to say only what would be done
     */
    CompletableFuture<Merged> merge(Merge merge, boolean look);

    /**
     * Where a page is that was served, by the merges that are remembered.
     *
     * @return the place that was asked for, and each that a merge brought the page to, in that order; the last one is where it is
     *     now, if it is kept
     */
    CompletableFuture<List<PagePlace>> path(PagePlace served);

    /** What is remembered of a reader. */
    CompletableFuture<Lineage> lineage(String reader);
}
