package io.reco.server.model;

import java.util.Arrays;

/**
 * The newest sessions of all readers, and for each article the newest sessions that it was in; so that sessions like a running
 * one are found without training.
 *
 * <p>Bounded: {@link #SESSIONS_MAX} sessions in a ring, the first {@link #ARTICLES_MAX} articles of each, {@link #RECENT_MAX}
 * sessions an article.
 */
public final class SessionLog {

    /** A power of two: a session's slot is its number modulo this. */
    static final int SESSIONS_MAX = 1 << 16;

    private static final int ARTICLES_MAX = 30;
    private static final int RECENT_MAX = 400;
    private static final int[] NOTHING = {};

    private int next = 1;
    private final int[][] articlesOf = new int[SESSIONS_MAX][];
    private final byte[] lengthOf = new byte[SESSIONS_MAX];
    private final long[] lastMs = new long[SESSIONS_MAX];
    private int[] currentOf = new int[16];
    private int[][] recent = new int[16][];
    private int[] recentCounts = new int[16];

    SessionLog() {}

    /** Numbers of the newest sessions with an article, in no order; only the first {@link #recentCount} entries count. */
    public int[] recent(int article) {
        return article < recent.length && recent[article] != null ? recent[article] : NOTHING;
    }

    public int recentCount(int article) {
        return article < recent.length ? Math.min(recentCounts[article], recent(article).length) : 0;
    }

    /** Where a session is kept, or -1 when it was overwritten. */
    public int slot(int session) {
        return next - session > SESSIONS_MAX ? -1 : session & SESSIONS_MAX - 1;
    }

    /** Articles of the session in a slot, in order; only the first {@link #length} entries count. */
    public int[] articles(int slot) {
        return articlesOf[slot];
    }

    public int length(int slot) {
        return lengthOf[slot];
    }

    /** When the session's last article was opened, milliseconds since 1970 UTC. */
    public long lastMs(int slot) {
        return lastMs[slot];
    }

    /** The number of a reader's latest session, or 0. */
    public int current(int reader) {
        return reader >= 0 && reader < currentOf.length ? currentOf[reader] : 0;
    }

    /** Adds an article to the reader's running session, or to a new one. */
    void add(int reader, int article, long timeMs, boolean running) {
        if (reader >= currentOf.length) {
            currentOf = Arrays.copyOf(currentOf, Math.max(reader + 1, currentOf.length + (currentOf.length >> 1)));
        }
        int session = currentOf[reader];
        if (!running || session == 0 || slot(session) < 0) {
            session = next++;
            currentOf[reader] = session;
            lengthOf[slot(session)] = 0;
        }
        int slot = slot(session);
        append(slot, article);
        lastMs[slot] = timeMs;
        remember(article, session);
    }

    private void append(int slot, int article) {
        int length = lengthOf[slot];
        if (length == ARTICLES_MAX) {
            return;
        }
        int[] articles = articlesOf[slot];
        if (articles == null || (length == 0 && articles.length > 4)) {
            articles = new int[2];
            articlesOf[slot] = articles;
        } else if (length == articles.length) {
            articles = Arrays.copyOf(articles, Math.min(ARTICLES_MAX, length * 2));
            articlesOf[slot] = articles;
        }
        articles[length] = article;
        lengthOf[slot] = (byte) (length + 1);
    }

    private void remember(int article, int session) {
        if (article >= recent.length) {
            int capacity = Math.max(article + 1, recent.length + (recent.length >> 1));
            recent = Arrays.copyOf(recent, capacity);
            recentCounts = Arrays.copyOf(recentCounts, capacity);
        }
        int[] sessions = recent(article);
        int count = recentCounts[article];
        if (count == sessions.length && count < RECENT_MAX) {
            sessions = Arrays.copyOf(sessions, Math.min(RECENT_MAX, Math.max(4, count * 2)));
            recent[article] = sessions;
        }
        sessions[count % sessions.length] = session;
        // Beyond the maximum the count goes round the ring, never back below it.
        recentCounts[article] = count + 1 == 2 * RECENT_MAX ? RECENT_MAX : count + 1;
    }
}
