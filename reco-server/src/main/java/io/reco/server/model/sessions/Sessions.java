package io.reco.server.model.sessions;

/** The newest sessions of all readers, and for each article the newest sessions that it was in. */
public interface Sessions {

    /** Numbers of the newest sessions with an article, in no order; only the first {@link #recentCount} entries count. */
    int[] recent(int article);

    int recentCount(int article);

    /** Where a session is kept, or -1 when it was overwritten. */
    int slot(int session);

    /** Articles of the session in a slot, in order; only the first {@link #length} entries count. */
    int[] articles(int slot);

    int length(int slot);

    /** When the session's last article was opened, milliseconds since 1970 UTC. */
    long lastMs(int slot);

    /** The number of the running session of a reader, by key, or 0. */
    int current(long reader);
}
