package io.reco.server.model.histories;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

import io.reco.server.model.popularity.Popularity;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Who engaged with what: the matrix of readers and articles, kept by reader and by article. For learning only.
 *
 * <p>Kept by the time of events, not by their arrival: the same events in any order give the same articles of a reader, in the
 * same order, as long as none had to go. Of events of the same second the one that arrived later counts as the later one.
 *
 * <p>Bounded: of a reader the latest {@link #ARTICLES_MAX} articles, of an article the latest {@link #READERS_MAX} readers.
 * Both lists double their room until the bound and then drop the older half at once, so that an append stays cheap. An event
 * of before what was dropped comes in first, and goes first. Readers of an article are brought into order of time only when
 * the older half of them goes.
 *
 * <p>Bounded in all: when the histories take more bytes than they may, the readers go whose newest event arrived longest ago. A
 * reader who went and comes back starts anew. The ordinal of one who went names nobody until a sweep took it out of the lists of
 * all articles; then it is given to another. Every departure pays for a part of the sweep, so that no write takes long.
 */
public final class Histories implements Ties, Part {

    /** The articles kept of one reader. */
    public static final int ARTICLES_MAX = 2_000;

    /** The readers kept of one article. */
    public static final int READERS_MAX = 2_000;

    /** Enough for {@link #READERS_MAX}. */
    private static final int READER_BITS = 11;

    private static final int PAGE_BITS = 12;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    /** Keys are spread over so many tables, so that one that grows is small. */
    private static final int TABLES = 256;

    /** Of one reader: the history itself, its place in a page and in a table of keys. */
    private static final int READER_BYTES = 80;

    /** Of one reader's three arrays, beside their elements. */
    private static final int ARRAYS_BYTES = 48;

    private static final int TIE_BYTES = 12;

    /** A sweep is over by the time that one in so many readers has gone. */
    private static final int SWEEP_PACE = 8;

    /** Entries of lists that a departure looks at, beside its part of the pace. */
    private static final int SWEPT_LEAST = 64;

    /** Of a reader in a snapshot, before the ties: the ordinal, and the key in two halves. */
    private static final int HEAD = 3;

    private static final int[] NOTHING = {};
    private static final float[] NO_WEIGHTS = {};

    /** What is kept of one reader. */
    private static final class History {
        private final long key;
        private final int ordinal;
        private int[] articles = NOTHING;
        private float[] weights = NO_WEIGHTS;
        private int[] seconds = NOTHING;
        private int length;
        private @Nullable History newer;
        private @Nullable History older;

        History(long key, int ordinal) {
            this.key = key;
            this.ordinal = ordinal;
        }
    }

    private final Popularity popularity;
    private final long bytesMax;
    private long bytes;
    private final Long2IntOpenHashMap[] ordinals = new Long2IntOpenHashMap[TABLES];

    /** By ordinal, in pages; null for who went. */
    private @Nullable History[][] pages = new History[0][];

    private int ordinalCount;
    private int readerCount;
    private long tieCount;
    private @Nullable History newest;
    private @Nullable History oldest;

    private int[][] readersOf = new int[16][];
    private int[] keptOf = new int[16];
    private long keptCount;

    /** Ordinals that no list names. */
    private final IntArrayList free = new IntArrayList();

    /** Ordinals that the sweep takes out of the lists. */
    private IntArrayList swept = new IntArrayList();

    /** Ordinals of who went since the sweep began: for the next one. */
    private IntArrayList gone = new IntArrayList();

    private int nextSwept;

    /**
     * Without any reader.
     *
     * @param popularity how many readers each article had
     * @param bytesMax what all histories may take
     */
    public Histories(Popularity popularity, long bytesMax) {
        this.popularity = popularity;
        this.bytesMax = bytesMax;
        Arrays.setAll(ordinals, table -> table());
    }

    private static Long2IntOpenHashMap table() {
        Long2IntOpenHashMap table = new Long2IntOpenHashMap();
        table.defaultReturnValue(-1);
        return table;
    }

    /** How many readers there are now. */
    public int readerCount() {
        return readerCount;
    }

    /** About how many bytes all of this takes. */
    public long bytes() {
        return bytes;
    }

    @Override
    public int readers() {
        return ordinalCount;
    }

    @Override
    public long count() {
        return tieCount;
    }

    @Override
    public int[] articles(int reader) {
        History history = history(reader);
        return history == null ? NOTHING : history.articles;
    }

    @Override
    public int from(int reader) {
        return 0;
    }

    @Override
    public int to(int reader) {
        History history = history(reader);
        return history == null ? 0 : history.length;
    }

    @Override
    public float[] weights(int reader) {
        History history = history(reader);
        return history == null ? NO_WEIGHTS : history.weights;
    }

    @Override
    public long lastMs(int reader) {
        History history = history(reader);
        return history == null || history.length == 0 ? 0 : timeMs(history, history.length - 1);
    }

    @Override
    public int[] readersOf(int article) {
        return article < readersOf.length && readersOf[article] != null ? readersOf[article] : NOTHING;
    }

    @Override
    public int firstReader(int article) {
        return 0;
    }

    @Override
    public int kept(int article) {
        return article < keptOf.length ? keptOf[article] : 0;
    }

    @Override
    public int popularity(int article) {
        return popularity.readers(article);
    }

    /** What a reader, by key, engaged with; null for who is not known, or went. Valid until the next change. */
    public @Nullable Past past(long key) {
        int reader = ordinal(key);
        return reader < 0 ? null : new ReaderPast(known(reader));
    }

    private record ReaderPast(History history) implements Past {

        @Override
        public long reader() {
            return history.key;
        }

        @Override
        public int length() {
            return history.length;
        }

        @Override
        public int article(int place) {
            return history.articles[place];
        }

        @Override
        public float weight(int place) {
            return history.weights[place];
        }

        @Override
        public long timeMs(int place) {
            return Histories.timeMs(history, place);
        }
    }

    /** Where a reader's articles engaged with after a moment begin: between 0 and {@link #to}. */
    public int placeAfter(int reader, long momentMs) {
        return placeAfter(known(reader), momentMs);
    }

    private static int placeAfter(History history, long momentMs) {
        int place = history.length;
        while (place > 0 && timeMs(history, place - 1) > momentMs) {
            place--;
        }
        return place;
    }

    /** When the reader last engaged with the article at a place, milliseconds since 1970 UTC, to the second. */
    public long timeMs(int reader, int place) {
        return timeMs(known(reader), place);
    }

    private static long timeMs(History history, int place) {
        return Integer.toUnsignedLong(history.seconds[place]) * 1_000;
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
        while (place < to(reader) && timeMs(reader, place) - earlierMs < gapMs) {
            earlierMs = timeMs(reader, place++);
        }
        return place;
    }

    /** The ordinal of a reader, or -1. */
    public int ordinal(long key) {
        return table(key).get(key);
    }

    /** Where an article is among the reader's, or -1. */
    public int place(int reader, int article) {
        History history = history(reader);
        if (history == null) {
            return -1;
        }
        int place = history.length - 1;
        while (place >= 0 && history.articles[place] != article) {
            place--;
        }
        return place;
    }

    /** The ordinal of a reader of whom something arrived, a new one if need be. */
    public int intern(long key) {
        int known = ordinal(key);
        if (known >= 0) {
            History history = known(known);
            unlink(history);
            link(history);
            return known;
        }
        int ordinal = free.isEmpty() ? nextOrdinal() : free.popInt();
        History history = new History(key, ordinal);
        pages[ordinal >> PAGE_BITS][ordinal & PAGE_SIZE - 1] = history;
        table(key).put(key, ordinal);
        link(history);
        readerCount++;
        bytes += READER_BYTES;
        fit(history);
        return ordinal;
    }

    private int nextOrdinal() {
        int page = ordinalCount >> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + 1 + (page >> 1));
        }
        if (pages[page] == null) {
            pages[page] = new History[PAGE_SIZE];
        }
        return ordinalCount++;
    }

    /**
     * Adds to the tie between a reader and an article, which stands in the reader's articles where its latest event belongs.
     *
     * @return the place of the tie
     */
    public int add(int reader, int article, float weight, long timeMs) {
        History history = known(reader);
        boolean isNew = place(reader, article) < 0;
        int place = tie(history, article, weight, timeMs);
        if (isNew) {
            if (weight > 0) {
                append(article, reader);
            }
            fit(history);
        }
        return place;
    }

    /**
     * Lets a reader go, by key, and takes them out of the lists of all articles.
     *
     * @param counted shown the articles whose readers they were among; each once
     * @return what they engaged with, by ordinal; empty for who is not known
     */
    public int[] remove(long key, IntConsumer counted) {
        int reader = ordinal(key);
        if (reader < 0) {
            return NOTHING;
        }
        History history = known(reader);
        for (int place = 0; place < history.length; place++) {
            if (unlist(history, place)) {
                counted.accept(history.articles[place]);
            }
        }
        depart(history);
        return Arrays.copyOf(history.articles, history.length);
    }

    /**
     * Makes one reader of two, by key: what the first one engaged with the second one did.
     *
     * @param twice shown the articles whose readers both were among; each once
     * @return what the first one engaged with, by ordinal; empty for who is not known
     */
    public int[] merge(long from, long into, IntConsumer twice) {
        int reader = ordinal(from);
        if (reader < 0) {
            return NOTHING;
        }
        History moved = known(reader);
        boolean[] listed = new boolean[moved.length];
        for (int place = 0; place < moved.length; place++) {
            listed[place] = unlist(moved, place);
        }
        depart(moved);
        int other = intern(into);
        for (int place = 0; place < moved.length; place++) {
            int article = moved.articles[place];
            boolean counted = listedAt(article, other) >= 0;
            tie(known(other), article, moved.weights[place], timeMs(moved, place));
            if (listed[place] && counted) {
                twice.accept(article);
            } else if (listed[place]) {
                append(article, other);
            }
        }
        fit(known(other));
        return Arrays.copyOf(moved.articles, moved.length);
    }

    /** Takes a reader out of the list of the article at a place; says whether they count as one of its readers. */
    private boolean unlist(History history, int place) {
        int article = history.articles[place];
        int at = listedAt(article, history.ordinal);
        if (at < 0) {
            // Of an article with more readers than are kept nobody knows who else was among them.
            return history.weights[place] > 0 && popularity.readers(article) > kept(article);
        }
        int left = --keptOf[article] - at;
        keptCount--;
        System.arraycopy(readersOf[article], at + 1, readersOf[article], at, left);
        return true;
    }

    /** Where a reader is in the list of an article, or -1. */
    private int listedAt(int article, int reader) {
        int[] readers = readersOf(article);
        int at = kept(article) - 1;
        while (at >= 0 && readers[at] != reader) {
            at--;
        }
        return at;
    }

    /** The place of a tie that became as strong and as late. */
    private int tie(History history, int article, float weight, long timeMs) {
        int place = place(history.ordinal, article);
        int seconds = (int) (timeMs / 1_000);
        if (place < 0) {
            return insert(history, placeAfter(history, timeMs), article, weight, seconds);
        }
        history.weights[place] += weight;
        if (timeMs / 1_000 < timeMs(history, place) / 1_000) {
            return place;
        }
        float sum = history.weights[place];
        remove(history, place);
        return insert(history, placeAfter(history, timeMs), article, sum, seconds);
    }

    /**
     * Takes the weight of an event from the tie at a place of the reader's articles, as far as the tie has any of its sign: it
     * may have been taken already.
     */
    public void takeBack(int reader, int place, float weight) {
        History history = known(reader);
        float sum = history.weights[place];
        if (sum * weight > 0) {
            float left = sum - weight;
            history.weights[place] = weight > 0 ? Math.max(0, left) : left;
        }
    }

    private void remove(History history, int place) {
        int moved = --history.length - place;
        tieCount--;
        System.arraycopy(history.articles, place + 1, history.articles, place, moved);
        System.arraycopy(history.weights, place + 1, history.weights, place, moved);
        System.arraycopy(history.seconds, place + 1, history.seconds, place, moved);
    }

    /** Makes room at a place, and says where it is after the older half had to go. */
    private int insert(History history, int before, int article, float weight, int seconds) {
        int place = before;
        if (history.length == ARTICLES_MAX) {
            dropOlderHalf(history);
            place = Math.max(0, before - history.length);
        } else if (history.length == history.articles.length) {
            resize(history, Math.min(ARTICLES_MAX, Math.max(2, history.length * 2)));
        }
        int moved = history.length - place;
        System.arraycopy(history.articles, place, history.articles, place + 1, moved);
        System.arraycopy(history.weights, place, history.weights, place + 1, moved);
        System.arraycopy(history.seconds, place, history.seconds, place + 1, moved);
        history.articles[place] = article;
        history.weights[place] = weight;
        history.seconds[place] = seconds;
        history.length++;
        tieCount++;
        return place;
    }

    private void dropOlderHalf(History history) {
        int half = ARTICLES_MAX / 2;
        System.arraycopy(history.articles, ARTICLES_MAX - half, history.articles, 0, half);
        System.arraycopy(history.weights, ARTICLES_MAX - half, history.weights, 0, half);
        System.arraycopy(history.seconds, ARTICLES_MAX - half, history.seconds, 0, half);
        tieCount -= history.length - half;
        history.length = half;
    }

    private void resize(History history, int capacity) {
        bytes -= bytes(history);
        history.articles = Arrays.copyOf(history.articles, capacity);
        history.weights = Arrays.copyOf(history.weights, capacity);
        history.seconds = Arrays.copyOf(history.seconds, capacity);
        bytes += bytes(history);
    }

    private static long bytes(History history) {
        int capacity = history.articles.length;
        return capacity == 0 ? READER_BYTES : READER_BYTES + ARRAYS_BYTES + (long) TIE_BYTES * capacity;
    }

    private void append(int article, int reader) {
        if (article >= readersOf.length) {
            int capacity = Math.max(article + 1, readersOf.length + (readersOf.length >> 1));
            readersOf = Arrays.copyOf(readersOf, capacity);
            keptOf = Arrays.copyOf(keptOf, capacity);
        }
        int[] readers = readersOf(article);
        int kept = keptOf[article];
        if (kept == readers.length) {
            if (kept >= READERS_MAX) {
                kept = READERS_MAX / 2;
                keepLatest(article, kept);
                keptCount -= READERS_MAX - kept;
            } else {
                resize(article, Math.min(READERS_MAX, Math.max(4, kept * 2)));
            }
        }
        readersOf[article][kept] = reader;
        keptOf[article] = kept + 1;
        keptCount++;
    }

    private void resize(int article, int capacity) {
        int[] readers = readersOf(article);
        bytes += (long) Integer.BYTES * (capacity - readers.length);
        readersOf[article] = Arrays.copyOf(readers, capacity);
    }

    /** Keeps the readers who engaged with the article last, in that order; who went or forgot it goes first. */
    private void keepLatest(int article, int kept) {
        int[] readers = readersOf[article];
        long[] order = new long[readers.length];
        for (int i = 0; i < readers.length; i++) {
            int place = place(readers[i], article);
            long seconds = place < 0 ? 0 : Integer.toUnsignedLong(known(readers[i]).seconds[place]);
            order[i] = seconds << READER_BITS | i;
        }
        Arrays.sort(order);
        int[] latest = new int[readers.length];
        for (int i = 0; i < kept; i++) {
            latest[i] = readers[(int) order[readers.length - kept + i] & (1 << READER_BITS) - 1];
        }
        readersOf[article] = latest;
    }

    /** Lets readers go until what is left fits; never the one of whom something arrived just now. */
    private void fit(History stays) {
        while (bytes > bytesMax && oldest != null && oldest != stays) {
            depart(oldest);
        }
    }

    private void depart(History history) {
        forget(history);
        sweep(SWEEP_PACE * (keptCount + keptOf.length) / Math.max(1, readerCount) + SWEPT_LEAST);
    }

    private void forget(History history) {
        unlink(history);
        table(history.key).remove(history.key);
        pages[history.ordinal >> PAGE_BITS][history.ordinal & PAGE_SIZE - 1] = null;
        readerCount--;
        tieCount -= history.length;
        bytes -= bytes(history);
        gone.add(history.ordinal);
    }

    /** Goes on taking ordinals of who went out of the lists: of so many entries, and to the end of a list. */
    private void sweep(long entries) {
        if (swept.isEmpty()) {
            IntArrayList begun = gone;
            gone = swept;
            swept = begun;
            nextSwept = 0;
        }
        long left = entries;
        while (left > 0 && nextSwept < readersOf.length) {
            left -= 1 + keptOf[nextSwept];
            compact(nextSwept++);
        }
        if (nextSwept >= readersOf.length) {
            free.addAll(swept);
            swept.clear();
        }
    }

    private void compact(int article) {
        int[] readers = readersOf(article);
        int kept = 0;
        for (int i = 0; i < keptOf[article]; i++) {
            if (history(readers[i]) != null) {
                readers[kept++] = readers[i];
            }
        }
        keptCount -= keptOf[article] - kept;
        keptOf[article] = kept;
        if (readers.length > 4 * Math.max(2, kept)) {
            resize(article, Math.max(4, 2 * kept));
        }
    }

    private void link(History history) {
        history.older = newest;
        if (newest != null) {
            newest.newer = history;
        }
        newest = history;
        oldest = oldest == null ? history : oldest;
    }

    private void unlink(History history) {
        if (history.newer == null) {
            newest = history.older;
        } else {
            history.newer.older = history.older;
        }
        if (history.older == null) {
            oldest = history.newer;
        } else {
            history.older.newer = history.newer;
        }
        history.newer = null;
        history.older = null;
    }

    private @Nullable History history(int reader) {
        return pages[reader >> PAGE_BITS][reader & PAGE_SIZE - 1];
    }

    private History known(int reader) {
        History history = history(reader);
        if (history == null) {
            throw new IllegalArgumentException("reader: " + reader + " (expected: one who did not go)");
        }
        return history;
    }

    private Long2IntOpenHashMap table(long key) {
        return ordinals[(int) ((key * 0x9E3779B97F4A7C15L) >>> 56)];
    }

    /** The readers as they stand in the list from the oldest on, each as one row, so that each is looked up once. */
    private final class Walk {
        private int[] row = new int[HEAD + 3 * 16];
        private @Nullable History next = oldest;
        private int length;

        int[] nextRow() {
            History history = Objects.requireNonNull(next);
            int ties = history.length;
            length = HEAD + 3 * ties;
            if (row.length < length) {
                row = new int[HEAD + 3 * history.articles.length];
            }
            row[0] = history.ordinal;
            row[1] = (int) (history.key >>> Integer.SIZE);
            row[2] = (int) history.key;
            System.arraycopy(history.articles, 0, row, HEAD, ties);
            System.arraycopy(history.seconds, 0, row, HEAD + ties, ties);
            for (int place = 0; place < ties; place++) {
                row[HEAD + 2 * ties + place] = Float.floatToRawIntBits(history.weights[place]);
            }
            next = history.newer;
            return row;
        }
    }

    @Override
    public void save(ColumnWriter out) {
        Walk walk = new Walk();
        out.number("ordinals", ordinalCount);
        out.rows("readers", readerCount, i -> walk.nextRow(), i -> walk.length);
        out.rows("readers of", readersOf.length, article -> readersOf[article], article -> keptOf[article]);
        out.ints("free", free.size(), free::getInt);
        out.ints("swept", swept.size(), swept::getInt);
        out.ints("gone", gone.size(), gone::getInt);
        out.number("next swept", nextSwept);
    }

    @Override
    public void restore(ColumnReader in) {
        int readers = (int) in.number("ordinals");
        while (ordinalCount < readers) {
            nextOrdinal();
        }
        in.rows("readers", (place, row) -> restore(Objects.requireNonNull(row)));
        readersOf = in.rows("readers of", 0);
        keptOf = new int[readersOf.length];
        for (int article = 0; article < readersOf.length; article++) {
            keptOf[article] = readersOf(article).length;
            keptCount += keptOf[article];
            bytes += (long) Integer.BYTES * keptOf[article];
        }
        free.addElements(0, in.ints("free", 0));
        swept.addElements(0, in.ints("swept", 0));
        gone.addElements(0, in.ints("gone", 0));
        nextSwept = (int) in.number("next swept");
        if (newest != null) {
            fit(newest); // in a smaller heap than before
        }
    }

    private void restore(int[] row) {
        long key = (long) row[1] << Integer.SIZE | Integer.toUnsignedLong(row[2]);
        History history = new History(key, row[0]);
        int ties = (row.length - HEAD) / 3;
        history.articles = Arrays.copyOfRange(row, HEAD, HEAD + ties);
        history.seconds = Arrays.copyOfRange(row, HEAD + ties, HEAD + 2 * ties);
        history.weights = new float[ties];
        for (int place = 0; place < ties; place++) {
            history.weights[place] = Float.intBitsToFloat(row[HEAD + 2 * ties + place]);
        }
        history.length = ties;
        pages[history.ordinal >> PAGE_BITS][history.ordinal & PAGE_SIZE - 1] = history;
        table(key).put(key, history.ordinal);
        link(history);
        readerCount++;
        tieCount += ties;
        bytes += bytes(history);
    }
}
