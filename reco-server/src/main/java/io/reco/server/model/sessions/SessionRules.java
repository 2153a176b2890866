package io.reco.server.model.sessions;

/** What readers open after an article within one session, with weights that halve with time. */
public interface SessionRules {

    /** How many of a session's latest articles have rules for the next one. */
    int depth();

    /** What follows an article, as ordinals in no order; only the first {@link #count} entries count. Never change the array. */
    int[] targets(int article);

    /** In parallel to {@link #targets}; multiply by {@link #scale}. Null when nothing follows. */
    float[] values(int article);

    int count(int article);

    /**
     * What turns an article's stored values into those of a moment; above 0. Before the newest rule there is nothing to look
     * back on: such a moment counts as that of the newest.
     */
    float scale(int article, long nowMs);
}
