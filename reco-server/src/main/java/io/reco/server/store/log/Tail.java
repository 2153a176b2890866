package io.reco.server.store.log;

import java.time.Duration;
import java.util.function.Consumer;

import io.reco.server.domain.Fact;

/**
 * Goes along the log, from a place on: all facts after it, of each partition in their order. For one thread; several may each
 * have a tail of their own.
 */
public interface Tail {

    /** The place that has been read up to: a tail from there on would go on where this one is. */
    Positions at();

    /**
     * Feeds the next facts, at most {@code limit}, as far as they are there.
     *
     * @return how many were fed
     * @throws FactsGoneException when facts between {@link #at} and the log's beginning are gone
     */
    int read(int limit, Consumer<? super Fact> facts);

    /** About how many facts are there that have not been read. */
    long behind();

    /** Waits until there are facts to read, or for {@code timeout}; says whether there are. */
    boolean awaitNewer(Duration timeout) throws InterruptedException;
}
