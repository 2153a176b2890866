package io.reco.client.feedback;

import java.time.Duration;

/**
 * Takes single events without waiting for a server, and delivers them in batches from one thread of its own.
 *
 * <p>A batch goes out when it is full, when its oldest event is old enough, on {@link #flush}, and on close. A batch that
 * fails for a passing reason is sent again, with the pauses growing and as the server asks, until it gets through or the
 * reporter is closed: events count once however often they are sent. It never forgets an event silently: each is accepted,
 * a duplicate, refused or abandoned (counted in {@link #counts}, the latter two also told to the
 * {@linkplain ReporterListener listener}), or it is still pending, or {@link #report} said that it was not taken.
 */
public interface FeedbackReporter extends AutoCloseable {
    /**
     * Takes an event. When the buffer is full, it waits as long as the options say.
     *
     * @return false when it was not taken: the buffer stayed full, the thread was interrupted, or the reporter is closed.
     *     It is then counted as turned away, and is the caller's again
     */
    boolean report(Event event);

    /**
     * Sends what has been taken so far, and waits for it.
     *
     * @return whether all of it was settled in time, that is, is not pending any more
     */
    boolean flush(Duration timeout);

    /** What became of the events so far. */
    ReporterCounts counts();

    /**
     * Sends what is pending, as long as the client's close timeout allows, and abandons the rest. A second call does
     * nothing. An interrupt cuts it short and stays set.
     */
    @Override
    void close();
}
