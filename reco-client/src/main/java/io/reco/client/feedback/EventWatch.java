package io.reco.client.feedback;

import java.util.Iterator;

/**
 * Events as the server accepts them, each at least once, those of one reader in the order in which they were accepted. Used by
 * one thread; {@link #close} by any.
 *
 * <p>{@link #hasNext()} and {@link #next()} wait for the next event, however long that takes. {@code hasNext()} is false once
 * the watch was closed. A watch that ends otherwise throws {@link io.reco.client.RecommendException}: UNAVAILABLE when the
 * server stops or cannot be reached, RESOURCE_EXHAUSTED when this side did not read for a minute, OUT_OF_RANGE when the
 * position is not kept any more, DEADLINE_EXCEEDED when the server fell silent. It is not started anew by itself: go on with
 * {@code client.watch(request.from(watch.position()))}.
 */
public interface EventWatch extends Iterator<AcceptedEvent>, AutoCloseable {
    /**
     * Where to go on later: after all events that were taken so far, and perhaps some of them come again. Empty as long as the
     * server has not told any.
     */
    String position();

    /** Ends the watch. A second call does nothing. */
    @Override
    void close();
}
