package io.reco.server.model.sessions;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongIterator;

import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * The newest sessions of all readers, and for each article the newest sessions that it was in; so that sessions like a running
 * one are found without training.
 *
 * <p>Bounded: {@link #SESSIONS_MAX} sessions in a ring, the first {@link #ARTICLES_MAX} articles of each, {@link #RECENT_MAX}
 * sessions an article. Newest is what ended last, not what arrived last: a session does not take the place of a newer one, and
 * is not kept where {@link #TRIES} that stand next in the ring are newer. That is exact as long as sessions arrive in order
 * or newest first, and a good choice otherwise.
 */
public final class SessionLog implements Sessions, Part {

    /** A power of two: a session's slot is its number modulo this. */
    static final int SESSIONS_MAX = 1 << 16;

    private static final int ARTICLES_MAX = 30;
    private static final int RECENT_MAX = 400;
    private static final int TRIES = 8;
    private static final int[] NOTHING = {};

    /** Where the next session goes, unless a newer one is there. */
    private int hand;

    /** The session in a slot; 0 for none. */
    private int[] numberOf = new int[SESSIONS_MAX];

    private final int[][] articlesOf = new int[SESSIONS_MAX][];
    private final byte[] lengthOf = new byte[SESSIONS_MAX];
    private long[] readerOf = new long[SESSIONS_MAX];
    private long[] lastMs = new long[SESSIONS_MAX];

    /** The latest session of a reader that is in the ring. */
    private final Long2IntOpenHashMap currentOf = new Long2IntOpenHashMap();

    private int[][] recent = new int[16][];
    private int[] recentCounts = new int[16];

    public SessionLog() {}

    @Override
    public int[] recent(int article) {
        return article < recent.length && recent[article] != null ? recent[article] : NOTHING;
    }

    @Override
    public int recentCount(int article) {
        return article < recent.length ? Math.min(recentCounts[article], recent(article).length) : 0;
    }

    @Override
    public int slot(int session) {
        int slot = session & SESSIONS_MAX - 1;
        return session != 0 && numberOf[slot] == session ? slot : -1;
    }

    @Override
    public int[] articles(int slot) {
        return articlesOf[slot];
    }

    @Override
    public int length(int slot) {
        return lengthOf[slot];
    }

    @Override
    public long lastMs(int slot) {
        return lastMs[slot];
    }

    @Override
    public int current(long reader) {
        return currentOf.get(reader);
    }

    /** Adds an article to the reader's running session, or to a new one, which is the current one then. */
    public void add(long reader, int article, long timeMs, boolean running) {
        int session = currentOf.get(reader);
        if (!running || session == 0) {
            session = open(reader, timeMs);
            if (session == 0) {
                currentOf.remove(reader);
                return;
            }
            currentOf.put(reader, session);
        }
        int slot = slot(session);
        boolean held = insert(slot, lengthOf[slot], article);
        lastMs[slot] = Math.max(lastMs[slot], timeMs);
        if (held) {
            remember(article, session, lastMs[slot]);
        }
    }

    /**
     * Adds an article that was opened before what is known of the reader: to the session of the articles just before and after
     * it, or to one of its own, which is never the current one.
     *
     * @param before the article of the same session just before, or {@link Articles#NONE}
     * @param after likewise
     */
    public void addLate(long reader, int article, long timeMs, int before, int after) {
        int session = before == Articles.NONE ? 0 : sessionOf(reader, before);
        if (session == 0 && after != Articles.NONE) {
            session = sessionOf(reader, after);
        }
        if (session == 0) {
            session = open(reader, timeMs);
        }
        int slot = slot(session);
        if (slot >= 0) {
            boolean held = insert(slot, placeBetween(slot, before, after), article);
            lastMs[slot] = Math.max(lastMs[slot], timeMs);
            if (held) {
                remember(article, session, lastMs[slot]);
            }
        }
    }

    /** Forgets all sessions of a reader. */
    public void remove(long reader) {
        currentOf.remove(reader);
        for (int slot = 0; slot < SESSIONS_MAX; slot++) {
            if (readerOf[slot] == reader && numberOf[slot] != 0) {
                numberOf[slot] += SESSIONS_MAX; // names nothing that any list has
                articlesOf[slot] = null;
                lengthOf[slot] = 0;
                readerOf[slot] = 0;
                lastMs[slot] = Long.MIN_VALUE;
            }
        }
    }

    /** Says that the sessions of one reader are another's. */
    public void merge(long from, long into) {
        for (int slot = 0; slot < SESSIONS_MAX; slot++) {
            if (readerOf[slot] == from) {
                readerOf[slot] = into;
            }
        }
        int moved = currentOf.remove(from);
        int slot = slot(moved);
        int own = slot(currentOf.get(into));
        if (slot >= 0 && (own < 0 || lastMs[slot] > lastMs[own])) {
            currentOf.put(into, moved);
        }
    }

    /** The latest session of a reader with an article, or 0. */
    private int sessionOf(long reader, int article) {
        int found = 0;
        int[] sessions = recent(article);
        for (int i = 0; i < recentCount(article); i++) {
            int slot = slot(sessions[i]);
            if (slot >= 0 && readerOf[slot] == reader && (found == 0 || lastMs[slot] > lastMs[slot(found)])) {
                found = sessions[i];
            }
        }
        return found;
    }

    private int placeBetween(int slot, int before, int after) {
        for (int place = 0; place < lengthOf[slot]; place++) {
            if (articlesOf[slot][place] == before) {
                return place + 1;
            }
            if (articlesOf[slot][place] == after) {
                return place;
            }
        }
        return lengthOf[slot];
    }

    /** Starts a session in the place of one that ended earlier; 0 when there is none to be found. */
    private int open(long reader, long timeMs) {
        for (int i = 0; i < TRIES; i++) {
            int slot = hand;
            hand = hand + 1 & SESSIONS_MAX - 1;
            if (numberOf[slot] == 0 || lastMs[slot] <= timeMs) {
                currentOf.remove(readerOf[slot], numberOf[slot]);
                numberOf[slot] = numberOf[slot] == 0 ? slot + SESSIONS_MAX : numberOf[slot] + SESSIONS_MAX;
                lengthOf[slot] = 0;
                readerOf[slot] = reader;
                lastMs[slot] = timeMs;
                return numberOf[slot];
            }
        }
        return 0;
    }

    /** Says whether the session holds the article now: a full one takes no more. */
    private boolean insert(int slot, int place, int article) {
        int length = lengthOf[slot];
        if (length == ARTICLES_MAX) {
            return false;
        }
        int[] articles = articlesOf[slot];
        if (articles == null || (length == 0 && articles.length > 4)) {
            articles = new int[2];
            articlesOf[slot] = articles;
        } else if (length == articles.length) {
            articles = Arrays.copyOf(articles, Math.min(ARTICLES_MAX, length * 2));
            articlesOf[slot] = articles;
        }
        System.arraycopy(articles, place, articles, place + 1, length - place);
        articles[place] = article;
        lengthOf[slot] = (byte) (length + 1);
        return true;
    }

    private void remember(int article, int session, long endMs) {
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
        int replaced = slot(sessions[count % sessions.length]);
        if (replaced < 0 || lastMs[replaced] <= endMs) {
            sessions[count % sessions.length] = session;
        }
        // Beyond the maximum the count goes round the ring, never back below it.
        recentCounts[article] = count + 1 == 2 * RECENT_MAX ? RECENT_MAX : count + 1;
    }

    @Override
    public void save(ColumnWriter out) {
        int used = SESSIONS_MAX;
        while (used > 0 && numberOf[used - 1] == 0) {
            used--;
        }
        out.number("hand", hand);
        out.ints("numbers", used, slot -> numberOf[slot]);
        out.rows("articles", used, slot -> articlesOf[slot], slot -> lengthOf[slot]);
        out.longs("readers", used, slot -> readerOf[slot]);
        out.longs("lastMs", used, slot -> lastMs[slot]);
        LongIterator readers = currentOf.keySet().iterator();
        out.longs("current readers", currentOf.size(), i -> readers.nextLong());
        IntIterator current = currentOf.values().iterator();
        out.ints("current", currentOf.size(), i -> current.nextInt());
        // With their room: where the next one goes follows from it.
        out.rows("recent", recent.length, article -> recent[article], article -> recent(article).length);
        out.ints("recent counts", recent.length, article -> recentCounts[article]);
    }

    @Override
    public void restore(ColumnReader in) {
        hand = (int) in.number("hand");
        numberOf = in.ints("numbers", SESSIONS_MAX);
        in.rows("articles", (slot, articles) -> {
            articlesOf[slot] = articles;
            lengthOf[slot] = (byte) (articles == null ? 0 : articles.length);
        });
        readerOf = in.longs("readers", SESSIONS_MAX);
        lastMs = in.longs("lastMs", SESSIONS_MAX);
        long[] readers = in.longs("current readers", 0);
        int[] current = in.ints("current", 0);
        currentOf.ensureCapacity(readers.length);
        for (int i = 0; i < readers.length; i++) {
            currentOf.put(readers[i], current[i]);
        }
        recent = in.rows("recent", 0);
        recentCounts = in.ints("recent counts", 0);
    }
}
