package io.reco.server.model.funnel;

import io.reco.server.domain.count.HourUse;

/** What became of articles that were shown, hour by hour, of the latest {@link #HOURS} hours at most. */
public interface Funnel {

    /** Of so many hours something is kept, the one that has begun included. */
    int HOURS = 168;

    /** From when on everything that was reported is in it, milliseconds since 1970 UTC; 0 for all of these hours. */
    long sinceMs();

    /** Hands over what is known of an article, by ordinal: the oldest hour first, within an hour by placement and source. */
    void each(int article, Taker taker);

    /** Takes what was reported of one hour, placement and source. */
    @FunctionalInterface
    interface Taker {
        void take(HourUse use);
    }
}
