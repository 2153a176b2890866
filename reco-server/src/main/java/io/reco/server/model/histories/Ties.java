package io.reco.server.model.histories;

import org.jspecify.annotations.Nullable;

/** Who engaged with what: what may be trained from. Readers and articles by ordinal; a reader who went has no articles. */
public interface Ties {

    /** Readers have ordinals below this. */
    int readers();

    /** How many ties of a reader and an article there are. */
    long count();

    /**
     * The array that holds a reader's articles, the latest engaged with last, from {@link #from} to {@link #to}. Never change the
     * array.
     */
    int[] articles(int reader);

    /** Where a reader's articles begin in {@link #articles}. */
    int from(int reader);

    /** Where they end, exclusive. */
    int to(int reader);

    /**
     * Sums of event weights, in parallel to {@link #articles}; below 0 for what the reader rejected. Null when all are above 0.
     */
    float @Nullable [] weights(int reader);

    /** When a reader last engaged with anything, milliseconds since 1970 UTC, to the second; 0 for one without articles. */
    long lastMs(int reader);

    /**
     * The array that holds an article's latest readers, about oldest first, from {@link #firstReader} on. Never change the
     * array.
     */
    int[] readersOf(int article);

    /** Where an article's readers begin in {@link #readersOf}. */
    int firstReader(int article);

    /** How many readers are kept of an article. */
    int kept(int article);

    /** How many readers an article had, beyond those kept. */
    int popularity(int article);
}
