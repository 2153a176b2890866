package io.reco.server.model.histories;

import io.reco.server.model.popularity.MutablePopularity;

/** Histories with room enough and the popularity that belongs to them, for tests of any package. */
public final class TestHistories {

    private final MutablePopularity popularity = new MutablePopularity();
    private final Histories histories;

    /** With as much room as any test needs. */
    public TestHistories() {
        this(Long.MAX_VALUE);
    }

    TestHistories(long bytesMax) {
        histories = new Histories(popularity, bytesMax);
    }

    /** One view of an article by a reader, by key. */
    public void add(long reader, int article) {
        add(reader, article, 0);
    }

    /** One view at a moment, milliseconds since 1970 UTC. */
    public void add(long reader, int article, long timeMs) {
        int ordinal = histories.intern(reader);
        if (histories.place(ordinal, article) < 0) {
            popularity.addReader(article);
        }
        histories.add(ordinal, article, 1, timeMs);
    }

    /** What was added. */
    public Histories histories() {
        return histories;
    }
}
