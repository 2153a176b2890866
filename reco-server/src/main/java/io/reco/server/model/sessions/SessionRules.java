package io.reco.server.model.sessions;

/** What readers open after an article within one session, with weights that halve with time. */
public interface SessionRules {

    /** How many of a session's latest articles have rules for the next one. */
    int depth();

    /** The targets of a source, in no order; only the first {@link #count} entries count. Never change the array. */
    int[] targets(int source);

    /** In parallel to {@link #targets}; multiply by {@link #scale}. Null when there are no targets. */
    float[] values(int source);

    int count(int source);

    /**
     * What turns a source's stored values into those of a moment; above 0. Before the newest rule there is nothing to look
     * back on: such a moment counts as that of the newest.
     */
    float scale(int source, long nowMs);
}
