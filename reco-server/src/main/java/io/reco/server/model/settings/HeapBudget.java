package io.reco.server.model.settings;

/**
 * What of the heap may be taken by what grows with readers and articles, so that it fits beside everything else: a quarter for
 * the neighbour rows, an eighth for readers' histories, and for EASE, whose matrices all come and go at once, not much more
 * than a quarter while it learns. What is remembered of pages that were shown takes a sixty-fourth at most, what became
 * of articles by hour a hundred and twenty-eighth, and what rankings left for next pages a thirty-second. The embedded store
 * takes another one for the records of readers who came lately.
 *
 * @param bytes of the heap
 */
public record HeapBudget(long bytes) {

    /** Below so many weights a row is no use. */
    private static final int ROW_MIN = 20;

    /** Of the heap, for each weight that is kept: 8, so that weights take a quarter. */
    private static final int BYTES_PER_WEIGHT = 32;

    private static final int BYTES_PER_TIE = 128;
    private static final int BYTES_PER_ACTION = 33;
    private static final int HISTORIES_PART = 8;

    /** Of the heap, for each page that is remembered, and for each pair of a reader and an article: 48, twice. */
    private static final int BYTES_PER_SHOWING = 2 * 48 * 64;

    private static final int SHOWINGS_MAX = 1 << 20;

    /** Of the heap, for each article, hour, placement and source of which something is counted: 40. */
    private static final int BYTES_PER_CELL = 40 * 128;

    private static final int CELLS_MAX = 1 << 20;
    private static final int SURPLUSES_PART = 32;

    /** Of this process. */
    public static HeapBudget ofProcess() {
        return new HeapBudget(Runtime.getRuntime().maxMemory());
    }

    /** The most actions of readers that may be brought into order at once. */
    public int actionsMax() {
        return (int) Math.min(1 << 28, bytes / HISTORIES_PART / BYTES_PER_ACTION);
    }

    /** What readers' histories may take in all, bytes. */
    public long historiesMax() {
        return bytes / HISTORIES_PART;
    }

    /** The most ties of readers to articles that may be copied for learning; what is learned from them needs as many again. */
    public long tiesMax() {
        return bytes / BYTES_PER_TIE;
    }

    /** Of how many pages that were shown, and pairs of a reader and an article, something is remembered. */
    public int showingsMax() {
        return (int) Math.min(SHOWINGS_MAX, bytes / BYTES_PER_SHOWING);
    }

    /** Of how many articles, each in each hour and by placement and source, it is counted what became of them. */
    public int funnelMax() {
        return (int) Math.min(CELLS_MAX, bytes / BYTES_PER_CELL);
    }

    /** What rankings left for their readers' next pages may take in all, bytes. */
    public long surplusesMax() {
        return bytes / SURPLUSES_PART;
    }

    /** The longest row, when each of so many articles may have one; at most {@code wanted}. */
    public int rowMax(int wanted, int articles) {
        return (int) Math.min(wanted, Math.max(ROW_MIN, weightsMax() / Math.max(1, articles)));
    }

    /** The most articles that may have a weight for each pair; at most {@code wanted}. */
    public int pairedMax(int wanted) {
        return (int) Math.min(wanted, (long) Math.sqrt((double) weightsMax()));
    }

    private long weightsMax() {
        return bytes / BYTES_PER_WEIGHT;
    }
}
