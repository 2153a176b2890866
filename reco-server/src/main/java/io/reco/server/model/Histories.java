package io.reco.server.model;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;

/**
 * Who engaged with what: the matrix of readers and articles, kept by reader and by article.
 *
 * <p>Bounded: of a reader the latest {@link #ARTICLES_MAX} articles, of an article the latest {@link #READERS_MAX} readers.
 * Both lists double their room until the bound and then drop the older half at once, so that an append stays cheap.
 */
public final class Histories {

    /** The articles kept of one reader. */
    public static final int ARTICLES_MAX = 2_000;

    /** The readers kept of one article. */
    public static final int READERS_MAX = 2_000;

    private static final int[] NOTHING = {};
    private static final float[] NO_WEIGHTS = {};

    private final Int2IntOpenHashMap ordinals = new Int2IntOpenHashMap();
    private int readerCount;
    private int[][] articlesOf = new int[16][];
    private float[][] weightsOf = new float[16][];
    private int[][] secondsOf = new int[16][];
    private int[] lengthOf = new int[16];

    private int[][] readersOf = new int[16][];
    private int[] keptOf = new int[16];
    private int[] readersEver = new int[16];

    Histories() {
        ordinals.defaultReturnValue(-1);
    }

    /** How many readers there are; their ordinals are below. */
    public int readerCount() {
        return readerCount;
    }

    /** The articles of a reader, the latest engaged with last; only the first {@link #length} entries count. Never change the array. */
    public int[] articles(int reader) {
        return articlesOf[reader];
    }

    /** Sums of event weights, in parallel to {@link #articles}. */
    public float[] weights(int reader) {
        return weightsOf[reader];
    }

    /** When the reader last engaged with the article at a place, milliseconds since 1970 UTC, to the second. */
    public long timeMs(int reader, int place) {
        return Integer.toUnsignedLong(secondsOf[reader][place]) * 1_000;
    }

    /**
     * Where the reader's running session begins in their articles: the last places without a gap of {@code gapMs} or more
     * between two of them or until now. The length when there is none.
     */
    public int sessionStart(int reader, long nowMs, long gapMs) {
        int place = lengthOf[reader];
        long laterMs = nowMs;
        while (place > 0 && laterMs - timeMs(reader, place - 1) < gapMs) {
            laterMs = timeMs(reader, --place);
        }
        return place;
    }

    public int length(int reader) {
        return lengthOf[reader];
    }

    /** The latest readers of an article, as ordinals, oldest first; only the first {@link #kept} entries count. */
    public int[] readers(int article) {
        return article < readersOf.length && readersOf[article] != null ? readersOf[article] : NOTHING;
    }

    public int kept(int article) {
        return article < keptOf.length ? keptOf[article] : 0;
    }

    /** How many readers the article had, beyond those kept. */
    public int popularity(int article) {
        return article < readersEver.length ? readersEver[article] : 0;
    }

    /** Says of a reader and an article, as ordinals, whether their tie is wanted. */
    @FunctionalInterface
    public interface Tie {
        boolean wanted(int reader, int article);
    }

    /** The wanted positive ties of readers {@code from} to {@code to} (exclusive), added to a copy; ordinals stay. */
    public void copyInto(Histories copy, int from, int to, Tie tie) {
        for (int reader = from; reader < Math.min(to, readerCount); reader++) {
            int ordinal = copy.intern(reader);
            for (int place = 0; place < lengthOf[reader]; place++) {
                int article = articlesOf[reader][place];
                if (weightsOf[reader][place] > 0 && tie.wanted(reader, article)) {
                    copy.append(ordinal, article, weightsOf[reader][place], secondsOf[reader][place]);
                    copy.appendReader(article, ordinal);
                }
            }
        }
    }

    /** One without any reader. */
    public static Histories empty() {
        return new Histories();
    }

    /** The ordinal of a reader, or -1. */
    public int ordinal(int readerId) {
        return ordinals.get(readerId);
    }

    /**
     * Adds to the tie between a reader and an article, which becomes their latest.
     *
     * @return whether it is new among the reader's articles
     */
    boolean add(int reader, int article, float weight, long timeMs) {
        float sum = weight;
        int place = place(reader, article);
        boolean known = place >= 0;
        if (known) {
            sum += weightsOf[reader][place];
            remove(reader, place);
        }
        append(reader, article, sum, (int) (timeMs / 1_000));
        if (!known && weight > 0) {
            appendReader(article, reader);
        }
        return !known;
    }

    /** Whether the article is among the reader's. */
    public boolean knows(int reader, int article) {
        return place(reader, article) >= 0;
    }

    private int place(int reader, int article) {
        int[] articles = articlesOf[reader];
        int place = lengthOf[reader] - 1;
        while (place >= 0 && articles[place] != article) {
            place--;
        }
        return place;
    }

    private void remove(int reader, int place) {
        int moved = --lengthOf[reader] - place;
        System.arraycopy(articlesOf[reader], place + 1, articlesOf[reader], place, moved);
        System.arraycopy(weightsOf[reader], place + 1, weightsOf[reader], place, moved);
        System.arraycopy(secondsOf[reader], place + 1, secondsOf[reader], place, moved);
    }

    private void append(int reader, int article, float weight, int seconds) {
        int length = lengthOf[reader];
        if (length == ARTICLES_MAX) {
            length = ARTICLES_MAX / 2;
            System.arraycopy(articlesOf[reader], ARTICLES_MAX - length, articlesOf[reader], 0, length);
            System.arraycopy(weightsOf[reader], ARTICLES_MAX - length, weightsOf[reader], 0, length);
            System.arraycopy(secondsOf[reader], ARTICLES_MAX - length, secondsOf[reader], 0, length);
        } else if (length == articlesOf[reader].length) {
            int capacity = Math.min(ARTICLES_MAX, Math.max(4, length * 2));
            articlesOf[reader] = Arrays.copyOf(articlesOf[reader], capacity);
            weightsOf[reader] = Arrays.copyOf(weightsOf[reader], capacity);
            secondsOf[reader] = Arrays.copyOf(secondsOf[reader], capacity);
        }
        articlesOf[reader][length] = article;
        weightsOf[reader][length] = weight;
        secondsOf[reader][length] = seconds;
        lengthOf[reader] = length + 1;
    }

    private void appendReader(int article, int reader) {
        if (article >= readersOf.length) {
            int capacity = Math.max(article + 1, readersOf.length + (readersOf.length >> 1));
            readersOf = Arrays.copyOf(readersOf, capacity);
            keptOf = Arrays.copyOf(keptOf, capacity);
            readersEver = Arrays.copyOf(readersEver, capacity);
        }
        int[] readers = readers(article);
        int kept = keptOf[article];
        if (kept == readers.length) {
            if (kept >= READERS_MAX) {
                kept = READERS_MAX / 2;
                System.arraycopy(readers, READERS_MAX - kept, readers, 0, kept);
            } else {
                readers = Arrays.copyOf(readers, Math.min(READERS_MAX, Math.max(4, kept * 2)));
                readersOf[article] = readers;
            }
        }
        readers[kept] = reader;
        keptOf[article] = kept + 1;
        readersEver[article]++;
    }

    /** The ordinal of a reader, a new one if need be. */
    int intern(int readerId) {
        int known = ordinals.get(readerId);
        if (known >= 0) {
            return known;
        }
        if (readerCount == articlesOf.length) {
            int capacity = readerCount + (readerCount >> 1);
            articlesOf = Arrays.copyOf(articlesOf, capacity);
            weightsOf = Arrays.copyOf(weightsOf, capacity);
            secondsOf = Arrays.copyOf(secondsOf, capacity);
            lengthOf = Arrays.copyOf(lengthOf, capacity);
        }
        articlesOf[readerCount] = NOTHING;
        weightsOf[readerCount] = NO_WEIGHTS;
        secondsOf[readerCount] = NOTHING;
        ordinals.put(readerId, readerCount);
        return readerCount++;
    }
}
