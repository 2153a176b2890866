package io.reco.server.learn.measure;

/**
 * The normalised discounted cumulative gain of one ranked list where an article is wanted or not. Adds up, for one list.
 *
 * <p>Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002.
 */
public final class Ndcg {

    private final int at;
    private double gain;
    private int wanted;

    /** Of the first {@code at} places. */
    public Ndcg(int at) {
        this.at = at;
    }

    /** Says that the article at a place is wanted, 0 being the best place; beyond the first {@code at} it gains nothing. */
    public void found(int place) {
        wanted++;
        gain += place < at ? discount(place) : 0;
    }

    /** Says that so many more are wanted, and are not in the list. */
    public void missed(int count) {
        wanted += count;
    }

    /** 0..1, where 1 has all that is wanted first; NaN when nothing is. */
    public double value() {
        double ideal = 0;
        for (int place = 0; place < Math.min(at, wanted); place++) {
            ideal += discount(place);
        }
        return gain / ideal;
    }

    private static double discount(int place) {
        return 1 / Math.log(place + 2);
    }
}
