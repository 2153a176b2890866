package io.reco.server.learn.train.holdout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.model.histories.Histories;
import io.reco.server.model.neighbours.Damping;

/**
 * Chooses the exponents of the filter by what would have foreseen the part of the log that it was not shown, among all articles.
 * No row is built: what the rows of a reader's articles add up to is a walk to the other readers of these articles and on to
 * theirs, with a sum an article for each a; g2 follows by scaling these. g1 stays: in pages less of it did worse.
 *
 * <p>Rows are cut to their strongest weights, the walk is not. The exponents in force stay unless others win by a margin.
 *
 * <p>Bounded: about {@link #STEPS_MAX} steps, for fewer readers where that is not enough; 16 bytes an article and 4 a reader.
 */
public final class DampingChoice {

    private static final Logger log = LoggerFactory.getLogger(DampingChoice.class);

    private static final float[] READER = {0.4f, 0.6f, 0.8f, 1};
    private static final float[] TO = {0.3f, 0.4f, 0.5f, 0.6f};
    private static final int VARIANTS = READER.length;

    /**
     * Other exponents make every row due, and what is measured here is the filter alone: beside what trends, a gain of two
     * hundredths in holding back less of what is popular was a loss of one in pages.
     */
    private static final double MARGIN = 0.03;

    private static final int READERS_MIN = 100;
    private static final long STEPS_MAX = 400_000_000;

    /** As many as when a row is built. */
    private static final int HISTORY_MAX = 300;

    private static final int TIES_MAX = 20_000;

    private final Split split;
    private final TieTable shown;
    private final int historyMax;
    private final Ranking ranking;

    /** By column, the sum with each a. */
    private final float[] sums;

    private final IntArrayList summed = new IntArrayList();

    /** By a, what a reader of so many articles says about any two of them. */
    private final float[][] damped = new float[VARIANTS][Histories.ARTICLES_MAX + 1];

    /** By reader, how much of what the one asked for has they have, too. */
    private final float[] common;

    private final IntArrayList others = new IntArrayList();

    /**
     * Chooses by a split.
     *
     * @param historyMax how many of a reader's latest articles propose others
     */
    public DampingChoice(Split split, int historyMax) {
        this.split = split;
        this.shown = split.shown();
        this.historyMax = historyMax;
        this.ranking = new Ranking(split.articles().length);
        this.sums = new float[split.articles().length * VARIANTS];
        this.common = new float[shown.readers()];
        for (int variant = 0; variant < VARIANTS; variant++) {
            for (int length = 1; length <= Histories.ARTICLES_MAX; length++) {
                damped[variant][length] = (float) Math.pow(length, -READER[variant]);
            }
        }
    }

    /** What does best, or what is in force; that, too, when it is none of those to choose from. */
    public Damping choose(Damping inForce) {
        List<Damping> grid = grid(inForce.from());
        int[] readers = split.sample();
        int present = grid.indexOf(inForce);
        if (readers.length < READERS_MIN || present < 0) {
            return inForce;
        }
        Comparison comparison = new Comparison(1 + grid.size(), MARGIN);
        double[] ndcgs = new double[1 + grid.size()];
        float[][] heldBack = new float[TO.length][];
        Arrays.setAll(heldBack, t -> heldBack(TO[t]));
        long steps = 0;
        for (int i = 0; i < readers.length && steps < STEPS_MAX; i++) {
            int reader = readers[(int) ((long) i * stride(readers.length) % readers.length)];
            steps += walk(reader, inForce.from());
            ranking.clear();
            split.tell(reader, ranking);
            for (int setting = 0; setting < grid.size(); setting++) {
                ndcgs[1 + setting] = ndcg(setting / TO.length, heldBack[setting % TO.length]);
            }
            ndcgs[0] = ndcgs[1 + present];
            comparison.add(ndcgs);
            steps += (long) grid.size() * summed.size();
            clear();
        }
        log.debug("hold-out dampings={} {}", grid, comparison);
        return comparison.best() == 0 ? inForce : grid.get(comparison.best() - 1);
    }

    /** By a, and within it by g2. */
    private static List<Damping> grid(float from) {
        List<Damping> grid = new ArrayList<>();
        for (float reader : READER) {
            for (float to : TO) {
                grid.add(new Damping(reader, from, to));
            }
        }
        return grid;
    }

    /** Without a common divisor with the count, and near its golden section: wherever the walks end, they were spread evenly. */
    private static int stride(int count) {
        int stride = (int) (0.618 * count) + 1;
        while (gcd(stride, count) > 1) {
            stride++;
        }
        return stride;
    }

    private static int gcd(int one, int other) {
        return other == 0 ? one : gcd(other, one % other);
    }

    private int begin(int reader) {
        return Math.max(shown.from(reader), shown.to(reader) - historyMax);
    }

    /** What an article of each column is multiplied by. */
    private float[] heldBack(float to) {
        float[] factors = new float[split.articles().length];
        for (int column = 0; column < factors.length; column++) {
            factors[column] = (float) Math.pow(Math.max(1, shown.popularity(split.articles()[column])), -to);
        }
        return factors;
    }

    /** Sums up for one reader, and returns how many steps that took. */
    private long walk(int reader, float from) {
        long steps = 0;
        for (int place = begin(reader); place < shown.to(reader); place++) {
            steps += visit(shown.articles(reader)[place], from);
        }
        float[] weights = new float[VARIANTS];
        for (int i = 0; i < others.size(); i++) {
            int other = others.getInt(i);
            int length = shown.to(other) - shown.from(other);
            for (int variant = 0; variant < VARIANTS; variant++) {
                weights[variant] = common[other] * damped[variant][length];
            }
            addUp(other, weights);
            steps += Math.min(HISTORY_MAX, length);
        }
        return steps;
    }

    /** Says to the latest readers of an article that they have it in common with the one asked for. */
    private int visit(int article, float damping) {
        int first = shown.firstReader(article);
        int last = first + shown.kept(article);
        int begin = last;
        for (int steps = 0; begin > first && steps < TIES_MAX; begin--) {
            int other = shown.readersOf(article)[begin - 1];
            steps += Math.min(HISTORY_MAX, shown.to(other) - shown.from(other));
        }
        float sampled = shown.kept(article) / (float) Math.max(1, last - begin);
        float said = sampled * (float) Math.pow(Math.max(1, shown.popularity(article)), -damping);
        for (int k = begin; k < last; k++) {
            int other = shown.readersOf(article)[k];
            if (common[other] == 0) {
                others.add(other);
            }
            common[other] += said;
        }
        return last - begin;
    }

    private void addUp(int other, float[] weights) {
        int to = shown.to(other);
        for (int place = Math.max(shown.from(other), to - HISTORY_MAX); place < to; place++) {
            int column = split.column(shown.articles(other)[place]);
            if (column < 0) {
                continue;
            }
            int base = column * VARIANTS;
            if (sums[base] == 0) {
                summed.add(column);
            }
            for (int variant = 0; variant < VARIANTS; variant++) {
                sums[base + variant] += weights[variant];
            }
        }
    }

    private double ndcg(int variant, float[] factors) {
        ranking.clearOffers();
        for (int i = 0; i < summed.size(); i++) {
            int column = summed.getInt(i);
            ranking.offer(column, sums[column * VARIANTS + variant] * factors[column]);
        }
        return ranking.ndcg();
    }

    private void clear() {
        for (int i = 0; i < summed.size(); i++) {
            int base = summed.getInt(i) * VARIANTS;
            Arrays.fill(sums, base, base + VARIANTS, 0);
        }
        summed.clear();
        for (int i = 0; i < others.size(); i++) {
            common[others.getInt(i)] = 0;
        }
        others.clear();
    }
}
