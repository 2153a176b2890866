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

    /** The articles of a reader, oldest first; only the first {@link #length} entries count. Never change the array. */
    public int[] articles(int reader) {
        return articlesOf[reader];
    }

    /** Sums of event weights, in parallel to {@link #articles}. */
    public float[] weights(int reader) {
        return weightsOf[reader];
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

    /** The ordinal of a reader, or -1. */
    public int ordinal(int readerId) {
        return ordinals.get(readerId);
    }

    /** Adds to the tie between a reader and an article, and returns the reader's ordinal. */
    int add(int readerId, int article, float weight) {
        int reader = intern(readerId);
        int[] articles = articlesOf[reader];
        int length = lengthOf[reader];
        for (int i = length - 1; i >= 0; i--) {
            if (articles[i] == article) {
                weightsOf[reader][i] += weight;
                return reader;
            }
        }
        appendArticle(reader, article, weight);
        if (weight > 0) {
            appendReader(article, reader);
        }
        return reader;
    }

    private void appendArticle(int reader, int article, float weight) {
        int length = lengthOf[reader];
        if (length == articlesOf[reader].length) {
            if (length >= ARTICLES_MAX) {
                length = ARTICLES_MAX / 2;
                System.arraycopy(articlesOf[reader], ARTICLES_MAX - length, articlesOf[reader], 0, length);
                System.arraycopy(weightsOf[reader], ARTICLES_MAX - length, weightsOf[reader], 0, length);
            } else {
                int capacity = Math.min(ARTICLES_MAX, Math.max(4, length * 2));
                articlesOf[reader] = Arrays.copyOf(articlesOf[reader], capacity);
                weightsOf[reader] = Arrays.copyOf(weightsOf[reader], capacity);
            }
        }
        articlesOf[reader][length] = article;
        weightsOf[reader][length] = weight;
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

    private int intern(int readerId) {
        int known = ordinals.get(readerId);
        if (known >= 0) {
            return known;
        }
        if (readerCount == articlesOf.length) {
            int capacity = readerCount + (readerCount >> 1);
            articlesOf = Arrays.copyOf(articlesOf, capacity);
            weightsOf = Arrays.copyOf(weightsOf, capacity);
            lengthOf = Arrays.copyOf(lengthOf, capacity);
        }
        articlesOf[readerCount] = NOTHING;
        weightsOf[readerCount] = NO_WEIGHTS;
        ordinals.put(readerId, readerCount);
        return readerCount++;
    }
}
