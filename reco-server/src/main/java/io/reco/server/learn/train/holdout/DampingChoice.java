package io.reco.server.learn.train.holdout;

import java.util.Arrays;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.sums.SparseSums;

/**
 * Chooses how far the filter holds back what is popular, its exponent g2, by what would have foreseen the part of the log that
 * it was not shown, among all articles. Rows are those of the exponent in force: with another one all that they give to an
 * article is so many times as much, but for what a row was cut to. The exponent in force stays unless another one wins by a
 * margin; of those that win and are as good as the best, within a standard error, the nearest is taken. a and g1 stay: what a
 * hold-out prefers of them did worse in pages.
 */
public final class DampingChoice {

    private static final Logger log = LoggerFactory.getLogger(DampingChoice.class);

    private static final float[] TO = {0.3f, 0.4f, 0.5f, 0.6f};

    /** Another exponent makes every row due, and what is measured here is the filter alone, without what trends beside it. */
    private static final double MARGIN = 0.01;

    private static final int READERS_MIN = 100;

    /** So many columns are summed up in an array, the others sparsely. */
    private static final int FIRST = 4_000;

    private final ShownFilter filter;
    private final Split split;
    private final Ranking ranking;
    private final float[] first;
    private final SparseSums others = new SparseSums();

    /** Chooses by what a split shows to the filter with the exponents that are in force. */
    public DampingChoice(ShownFilter filter) {
        this.filter = filter;
        this.split = filter.split();
        this.ranking = new Ranking(split.articles().length);
        this.first = new float[Math.min(FIRST, split.articles().length)];
    }

    /** What does best, or what is in force; that, too, when it is none of those to choose from. */
    public Damping choose() {
        Damping inForce = filter.damping();
        int present = Arrays.binarySearch(TO, inForce.to());
        if (split.sample().length < READERS_MIN || present < 0) {
            return inForce;
        }
        float[][] factors = new float[TO.length][];
        Arrays.setAll(factors, t -> factors(inForce.to() - TO[t]));
        Comparison comparison = new Comparison(1 + TO.length, MARGIN);
        double[] qualities = new double[1 + TO.length];
        for (int reader : split.sample()) {
            filter.sumUp(reader, first, others);
            ranking.clear();
            split.tell(reader, ranking);
            for (int t = 0; t < TO.length; t++) {
                qualities[1 + t] = quality(factors[t]);
            }
            qualities[0] = qualities[1 + present];
            comparison.add(qualities);
        }
        log.debug("hold-out to={} {}", TO, comparison);
        int chosen = comparison.nearest(setting -> Math.abs(TO[setting - 1] - inForce.to()));
        return chosen == 0 ? inForce : new Damping(inForce.reader(), inForce.from(), TO[chosen - 1]);
    }

    /** By column, a power of the article's readers. */
    private float[] factors(float exponent) {
        float[] factors = new float[split.articles().length];
        for (int column = 0; column < factors.length; column++) {
            int readers = split.shown().popularity(split.articles()[column]);
            factors[column] = (float) Math.pow(Math.max(1, readers), exponent);
        }
        return factors;
    }

    private double quality(float[] factors) {
        ranking.clearOffers();
        for (int column = 0; column < first.length; column++) {
            ranking.offer(column, first[column] * factors[column]);
        }
        for (int entry = 0; entry < others.count(); entry++) {
            int column = others.key(entry);
            ranking.offer(column, others.of(column) * factors[column]);
        }
        return ranking.ndcgAndRecall();
    }
}
