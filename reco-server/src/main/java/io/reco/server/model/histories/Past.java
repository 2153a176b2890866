package io.reco.server.model.histories;

/** What one reader engaged with, the latest article last. */
public interface Past {

    /** The reader's key. */
    long reader();

    /** How many articles there are. */
    int length();

    /** The ordinal of the article at a place, from 0 to {@link #length} - 1. */
    int article(int place);

    /** The sum of the weights of the reader's events on that article. */
    float weight(int place);

    /** When the reader last engaged with it, milliseconds since 1970 UTC, to the second. */
    long timeMs(int place);
}
