package io.reco.server.model.sessions;

import java.util.Arrays;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * What readers open after an article within one session: c[q][j] grows by 1/p when j is opened p articles after q, and
 * halves with time. Nothing is trained; an event changes at most {@code depth} rows, at once.
 *
 * <p>Of an article the strongest {@code rowMax} targets are kept: a new one takes the place of the weakest. One that arrives
 * later than a half-life does so only when it is stronger. Rows decay forward: values count from the row's own landmark, which
 * moves when the exponents grow. No value falls to 0, and none grows beyond what it was when it was new: what is older than
 * about 60 half-lives stays there, and is told apart no more.
 *
 * <p>Cost: a scan of a short array per changed row; memory: 8 bytes a pair.
 *
 * <p>Source: sequential rules, Ludewig and Jannach, "Evaluation of Session-based Recommendation Algorithms", UMUAI 2018. Theirs
 * never forget; news go stale within the hour, so ours decay.
 */
public final class MutableSessionRules implements SessionRules, Part {

    private static final int[] NOTHING = {};
    private static final double EXPONENT_MAX = 40;
    private static final double EXPONENT_MIN = -60;
    private static final double VALUE_MIN = Math.pow(2, -65);

    private final double halfLifeMs;
    private final int depth;
    private final int rowMax;
    private int[][] targets = new int[16][];
    private float[][] values = new float[16][];
    private int[] counts = new int[16];
    private long[] landmarksMs = new long[16];
    private long newestMs = Long.MIN_VALUE;

    public MutableSessionRules(double halfLifeMs, int depth, int rowMax) {
        this.halfLifeMs = halfLifeMs;
        this.depth = depth;
        this.rowMax = rowMax;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public int[] targets(int article) {
        return article < targets.length && targets[article] != null ? targets[article] : NOTHING;
    }

    @Override
    public float[] values(int article) {
        return values[article];
    }

    @Override
    public int count(int article) {
        return article < counts.length ? counts[article] : 0;
    }

    @Override
    public float scale(int article, long nowMs) {
        return (float) power((landmarksMs[article] - Math.max(nowMs, newestMs)) / halfLifeMs);
    }

    private static double power(double exponent) {
        return Math.pow(2, Math.max(EXPONENT_MIN, exponent));
    }

    /** Learns that {@code target} was opened {@code distance} articles after {@code article}. */
    public void add(int article, int target, int distance, long timeMs) {
        reserve(article, timeMs);
        boolean late = timeMs < newestMs - halfLifeMs;
        newestMs = Math.max(newestMs, timeMs);
        double exponent = (timeMs - landmarksMs[article]) / halfLifeMs;
        if (exponent > EXPONENT_MAX) {
            moveLandmark(article, timeMs);
            exponent = 0;
        }
        float value = (float) (power(exponent) / distance);
        int place = place(article, target, late ? value : Float.MAX_VALUE);
        if (place >= 0) {
            values[article][place] += value;
        }
    }

    /** Where the target is or may take a place; -1 when all others are stronger. */
    private int place(int article, int target, float strength) {
        int[] row = targets[article];
        int count = counts[article];
        int place = 0;
        while (place < count && row[place] != target) {
            place++;
        }
        if (place < count) {
            return place;
        }
        if (count == rowMax) {
            place = weakest(article);
            if (values[article][place] >= strength) {
                return -1;
            }
        } else {
            if (count == row.length) {
                targets[article] = Arrays.copyOf(row, Math.min(rowMax, count * 2));
                values[article] = Arrays.copyOf(values[article], targets[article].length);
            }
            counts[article]++;
        }
        targets[article][place] = target;
        values[article][place] = 0;
        return place;
    }

    private int weakest(int article) {
        float[] row = values[article];
        int weakest = 0;
        for (int i = 1; i < rowMax; i++) {
            if (row[i] < row[weakest]) {
                weakest = i;
            }
        }
        return weakest;
    }

    private void moveLandmark(int article, long timeMs) {
        double scale = power((landmarksMs[article] - timeMs) / halfLifeMs);
        for (int i = 0; i < counts[article]; i++) {
            values[article][i] = (float) Math.max(VALUE_MIN, values[article][i] * scale);
        }
        landmarksMs[article] = timeMs;
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("newestMs", newestMs);
        out.rows("targets", targets.length, article -> targets[article], article -> counts[article]);
        out.floatRows("values", values.length, article -> values[article], article -> counts[article]);
        out.longs("landmarksMs", landmarksMs.length, article -> landmarksMs[article]);
    }

    @Override
    public void restore(ColumnReader in) {
        newestMs = in.number("newestMs");
        targets = in.rows("targets", 0);
        values = in.floatRows("values", 0);
        landmarksMs = in.longs("landmarksMs", 0);
        counts = new int[targets.length];
        for (int article = 0; article < targets.length; article++) {
            counts[article] = targets(article).length;
        }
    }

    private void reserve(int article, long timeMs) {
        if (article >= targets.length) {
            int capacity = Math.max(article + 1, targets.length + (targets.length >> 1));
            targets = Arrays.copyOf(targets, capacity);
            values = Arrays.copyOf(values, capacity);
            counts = Arrays.copyOf(counts, capacity);
            landmarksMs = Arrays.copyOf(landmarksMs, capacity);
        }
        if (targets[article] == null) {
            targets[article] = new int[4];
            values[article] = new float[4];
            landmarksMs[article] = timeMs;
        }
    }
}
