package io.reco.server.model.blend;

import io.reco.server.domain.page.Source;

/** What the blend knows about a candidate. */
public enum Feature {
    /** Taste over weeks: neighbour rows of the reader's articles. */
    NEIGHBOURS(0, Source.NEIGHBOURS, 0),
    /** What follows the running session's articles, near or far. */
    RULES(1, Source.SESSIONS, 1),
    /** What follows the session's latest article directly, these hours. */
    NEXT(2, Source.SESSIONS, 1),
    /** What like sessions went on to. */
    SESSIONS(3, Source.SESSIONS, 0.01f),
    /** Content that suits the reader's taste. */
    CONTENT(4, Source.FRESH, 0),
    /** What many engage with in these minutes. */
    BURST(5, Source.TRENDING, 1),
    /** What many engage with in these days. */
    TREND(6, Source.TRENDING, 20),
    /** What follows the session's latest article directly, these weeks. */
    NEXT_SLOW(7, Source.SESSIONS, 1),
    /** What follows the running session's articles, near or far, these weeks. */
    RULES_SLOW(8, Source.SESSIONS, 1),
    /** What like sessions of these weeks went on to. */
    SESSIONS_SLOW(9, Source.SESSIONS, 0.01f);

    private static final Feature[] ALL = values();

    private final int index;
    private final Source source;
    private final float prior;

    Feature(int index, Source source, float prior) {
        this.index = index;
        this.source = source;
        this.prior = prior;
    }

    /** Its place in arrays: 0 to {@link #count} - 1. */
    public int index() {
        return index;
    }

    /** The source whose word this is. */
    public Source source() {
        return source;
    }

    /** Evidence that is there before any: where the sum over all articles is far below, the feature says nothing. */
    public float prior() {
        return prior;
    }

    /** Whether it speaks of this very reader. */
    public boolean personal() {
        return source != Source.TRENDING;
    }

    /** Whether a cheaper one says much the same: pages ask it only where the blend gives it weight. */
    public boolean spared() {
        return this == RULES_SLOW || this == SESSIONS_SLOW;
    }

    /** How many there are. */
    public static int count() {
        return ALL.length;
    }

    /** All, by index, without a copy; never change the array. */
    static Feature[] all() {
        return ALL;
    }
}
