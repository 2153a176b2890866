package io.reco.server.learn.train.holdout;

import it.unimi.dsi.fastutil.ints.IntArrayList;

import io.reco.server.learn.measure.Ndcg;

/**
 * The best columns for one reader, and how well they foresee what is expected. A column that is offered twice counts twice, so
 * offer each once. Reused; one thread at a time.
 */
final class Ranking {

    private static final int AT = 20;
    private static final byte OPEN = 0;
    private static final byte EXPECTED = 1;
    private static final byte BARRED = 2;

    private final byte[] marks;
    private final IntArrayList marked = new IntArrayList();
    private int expected;
    private int found;
    private final int[] best = new int[AT];
    private final float[] scores = new float[AT];
    private int count;

    /** Of so many columns. */
    Ranking(int columns) {
        this.marks = new byte[columns];
    }

    /** Forgets everything. */
    void clear() {
        for (int i = 0; i < marked.size(); i++) {
            marks[marked.getInt(i)] = OPEN;
        }
        marked.clear();
        expected = 0;
        count = 0;
    }

    /** Forgets what was offered. */
    void clearOffers() {
        count = 0;
    }

    /** Says that the reader is held to want a column. */
    void expect(int column) {
        mark(column, EXPECTED);
        expected++;
    }

    /** Says that a column is not to be ranked. */
    void bar(int column) {
        mark(column, BARRED);
    }

    private void mark(int column, byte mark) {
        marks[column] = mark;
        marked.add(column);
    }

    /** Ranks a column whose score is above 0; of equal scores the lower column is the better one. */
    void offer(int column, float score) {
        if (score <= 0 || (count == AT && score < scores[AT - 1]) || marks[column] == BARRED) {
            return;
        }
        int place = count;
        while (place > 0 && (score > scores[place - 1] || (score == scores[place - 1] && column < best[place - 1]))) {
            place--;
        }
        if (place == AT) {
            return;
        }
        count = Math.min(AT, count + 1);
        System.arraycopy(best, place, best, place + 1, count - 1 - place);
        System.arraycopy(scores, place, scores, place + 1, count - 1 - place);
        best[place] = column;
        scores[place] = score;
    }

    /** Ranks the best columns of another one. */
    void offerAll(Ranking other) {
        for (int place = 0; place < other.count; place++) {
            offer(other.best[place], other.scores[place]);
        }
    }

    /** The mean of NDCG@20 and Recall@20; NaN when nothing is expected. */
    double ndcgAndRecall() {
        return (ndcg() + found / (double) expected) / 2;
    }

    private double ndcg() {
        Ndcg ndcg = new Ndcg(AT);
        found = 0;
        for (int place = 0; place < count; place++) {
            if (marks[best[place]] == EXPECTED) {
                ndcg.found(place);
                found++;
            }
        }
        ndcg.missed(expected - found);
        return ndcg.value();
    }
}
