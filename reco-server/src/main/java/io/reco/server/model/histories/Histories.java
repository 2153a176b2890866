package io.reco.server.model.histories;

import java.util.Arrays;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;

/**
 * Who engaged with what: the matrix of readers and articles, kept by reader and by article.
 *
 * <p>Kept by the time of events, not by their arrival: the same events in any order give the same articles of a reader, in the
 * same order, as long as none had to go. Of events of the same second the one that arrived later counts as the later one.
 *
 * <p>Bounded: of a reader the latest {@link #ARTICLES_MAX} articles, of an article the latest {@link #READERS_MAX} readers.
 * Both lists double their room until the bound and then drop the older half at once, so that an append stays cheap. An event
 * of before what was dropped comes in first, and goes first. Readers of an article are brought into order of time only when
 * the older half of them goes.
 */
public final class Histories {

    /** The articles kept of one reader. */
    public static final int ARTICLES_MAX = 2_000;

    /** The readers kept of one article. */
    public static final int READERS_MAX = 2_000;

    /** Enough for {@link #READERS_MAX}. */
    private static final int READER_BITS = 11;

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

    public Histories() {
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

    /** Where a reader's articles engaged with after a moment begin: between 0 and {@link #length}. */
    public int placeAfter(int reader, long momentMs) {
        int place = lengthOf[reader];
        while (place > 0 && timeMs(reader, place - 1) > momentMs) {
            place--;
        }
        return place;
    }

    /** When the reader last engaged with the article at a place, milliseconds since 1970 UTC, to the second. */
    public long timeMs(int reader, int place) {
        return Integer.toUnsignedLong(secondsOf[reader][place]) * 1_000;
    }

    /**
     * Where the session that leads to a moment begins in the reader's articles: the places before {@code end} without a gap of
     * {@code gapMs} or more between two of them or until the moment; {@code end} when there is none.
     *
     * @param end the {@link #placeAfter} of the moment
     */
    public int sessionStart(int reader, int end, long momentMs, long gapMs) {
        int place = end;
        long laterMs = momentMs;
        while (place > 0 && laterMs - timeMs(reader, place - 1) < gapMs) {
            laterMs = timeMs(reader, --place);
        }
        return place;
    }

    /** Where the session that goes on from a moment ends, likewise: exclusive, {@code begin} when it does not go on. */
    public int sessionEnd(int reader, int begin, long momentMs, long gapMs) {
        int place = begin;
        long earlierMs = momentMs;
        while (place < lengthOf[reader] && timeMs(reader, place) - earlierMs < gapMs) {
            earlierMs = timeMs(reader, place++);
        }
        return place;
    }

    public int length(int reader) {
        return lengthOf[reader];
    }

    /** The latest readers of an article, as ordinals, about oldest first; only the first {@link #kept} entries count. */
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
                    copy.insert(
                            ordinal,
                            copy.lengthOf[ordinal],
                            article,
                            weightsOf[reader][place],
                            secondsOf[reader][place]);
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
     * Adds to the tie between a reader and an article, which stands in the reader's articles where its latest event belongs.
     *
     * @return the place of the tie
     */
    public int add(int reader, int article, float weight, long timeMs) {
        int place = place(reader, article);
        if (place < 0) {
            int at = insert(reader, placeAfter(reader, timeMs), article, weight, (int) (timeMs / 1_000));
            if (weight > 0) {
                appendReader(article, reader);
            }
            return at;
        }
        weightsOf[reader][place] += weight;
        if (timeMs / 1_000 < timeMs(reader, place) / 1_000) {
            return place;
        }
        float sum = weightsOf[reader][place];
        remove(reader, place);
        return insert(reader, placeAfter(reader, timeMs), article, sum, (int) (timeMs / 1_000));
    }

    /** Whether the article is among the reader's. */
    public boolean knows(int reader, int article) {
        return place(reader, article) >= 0;
    }

    /** Where an article is among the reader's, or -1. */
    public int place(int reader, int article) {
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

    /** Makes room at a place, and says where it is after the older half had to go. */
    private int insert(int reader, int before, int article, float weight, int seconds) {
        int length = lengthOf[reader];
        int place = before;
        if (length == ARTICLES_MAX) {
            length = ARTICLES_MAX / 2;
            place = Math.max(0, before - length);
            System.arraycopy(articlesOf[reader], ARTICLES_MAX - length, articlesOf[reader], 0, length);
            System.arraycopy(weightsOf[reader], ARTICLES_MAX - length, weightsOf[reader], 0, length);
            System.arraycopy(secondsOf[reader], ARTICLES_MAX - length, secondsOf[reader], 0, length);
        } else if (length == articlesOf[reader].length) {
            int capacity = Math.min(ARTICLES_MAX, Math.max(4, length * 2));
            articlesOf[reader] = Arrays.copyOf(articlesOf[reader], capacity);
            weightsOf[reader] = Arrays.copyOf(weightsOf[reader], capacity);
            secondsOf[reader] = Arrays.copyOf(secondsOf[reader], capacity);
        }
        int moved = length - place;
        System.arraycopy(articlesOf[reader], place, articlesOf[reader], place + 1, moved);
        System.arraycopy(weightsOf[reader], place, weightsOf[reader], place + 1, moved);
        System.arraycopy(secondsOf[reader], place, secondsOf[reader], place + 1, moved);
        articlesOf[reader][place] = article;
        weightsOf[reader][place] = weight;
        secondsOf[reader][place] = seconds;
        lengthOf[reader] = length + 1;
        return place;
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
                keepLatest(article, kept);
            } else {
                readersOf[article] = Arrays.copyOf(readers, Math.min(READERS_MAX, Math.max(4, kept * 2)));
            }
        }
        readersOf[article][kept] = reader;
        keptOf[article] = kept + 1;
        readersEver[article]++;
    }

    /** Keeps the readers who engaged with the article last, in that order; who forgot it goes first. */
    private void keepLatest(int article, int kept) {
        int[] readers = readersOf[article];
        long[] order = new long[readers.length];
        for (int i = 0; i < readers.length; i++) {
            int place = place(readers[i], article);
            long seconds = place < 0 ? 0 : Integer.toUnsignedLong(secondsOf[readers[i]][place]);
            order[i] = seconds << READER_BITS | i;
        }
        Arrays.sort(order);
        int[] latest = new int[readers.length];
        for (int i = 0; i < kept; i++) {
            latest[i] = readers[(int) order[readers.length - kept + i] & (1 << READER_BITS) - 1];
        }
        readersOf[article] = latest;
    }

    /** The ordinal of a reader, a new one if need be. */
    public int intern(int readerId) {
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
