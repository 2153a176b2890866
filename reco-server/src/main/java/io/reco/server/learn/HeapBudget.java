package io.reco.server.learn;

/**
 * How much of the heap learned weights may take, so that they fit beside everything else: a quarter for the neighbour rows, and
 * for EASE, whose matrices all come and go at once, not much more than that while it learns.
 *
 * @param weightsMax weights kept in all, 8 bytes each
 */
public record HeapBudget(long weightsMax) {

    /** Below so many weights a row is no use. */
    private static final int ROW_MIN = 20;

    private static final int BYTES_PER_WEIGHT = 32;

    /** The room in a heap of so many bytes. */
    public static HeapBudget inHeap(long bytes) {
        return new HeapBudget(bytes / BYTES_PER_WEIGHT);
    }

    /** The most ties of readers to articles that may be copied for learning; what is learned from them needs as many again. */
    public long tiesMax() {
        return weightsMax / 4;
    }

    /** The longest row, when each of so many articles may have one; at most {@code wanted}. */
    public int rowMax(int wanted, int articles) {
        return (int) Math.min(wanted, Math.max(ROW_MIN, weightsMax / Math.max(1, articles)));
    }

    /** The most articles that may have a weight for each pair; at most {@code wanted}. */
    public int pairedMax(int wanted) {
        return (int) Math.min(wanted, (long) Math.sqrt((double) weightsMax));
    }
}
