package io.reco.server.model.histories;

/** Fills histories from other packages' tests. */
public final class TestHistories {

    private TestHistories() {}

    /** One view. */
    public static void add(Histories histories, int readerId, int article) {
        histories.add(histories.intern(readerId), article, 1, 0);
    }
}
