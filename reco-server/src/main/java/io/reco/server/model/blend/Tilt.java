package io.reco.server.model.blend;

import java.util.Arrays;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * Learns by how much a source's word counts beyond its weight in the mixture: the exponents of {@link Blend}. What several
 * sources agree on is more than the sum of what they say, and what one of them gives to everybody is less. Each choice is looked
 * at once: a step down the gradient of a conditional logit over the candidates, with the mixture as where it starts from.
 *
 * <p>The log itself says whether that helps, for each stage of a session: before each step it is seen where the opened article
 * would have stood with the exponents and without. They are 0 for everybody until it stood higher with them, by more than a
 * standard error of that gain.
 *
 * <p>Only running sessions teach and are tilted. Without one a page rests on neighbour rows, which are newer in an example than
 * on most pages: exponents learned from that cost pages more than they gave (see the decision about the blend).
 *
 * <p>Cost: some ten microseconds a choice; memory: a few hundred numbers.
 *
 * <p>Sources: McFadden, "Conditional logit analysis of qualitative choice behavior", 1974; steps: Duchi, Hazan and Singer,
 * "Adaptive Subgradient Methods", JMLR 2011 (AdaGrad), of the latest gradients; judging before learning: Dawid, "Prequential
 * analysis", JRSS A 1984.
 */
public final class Tilt implements Part {

    private static final float STEP = 0.1f;

    /** No exponent is farther from 0. */
    private static final float MOST = 1;

    /** Squares of gradients that are there before any. */
    private static final float FIRST_SQUARES = 0.01f;

    /** The gain, and what steps are scaled by, are those of about so many of a stage's latest choices. */
    private static final int LATEST = 1_000;

    /** Of fewer choices nobody can tell. */
    private static final int JUDGED_MIN = 200;

    private static final int FEATURES = Feature.count();

    private float[][] exponents = new float[Blend.STAGES][FEATURES];
    private float[][] squares = new float[Blend.STAGES][FEATURES];
    private int[] judged = new int[Blend.STAGES];
    private float[] gain = new float[Blend.STAGES];
    private float[] gainSquare = new float[Blend.STAGES];

    private final float[] words = new float[Choice.CANDIDATES_MAX * FEATURES];
    private final double[] chances = new double[Choice.CANDIDATES_MAX];
    private final double[] gradient = new double[FEATURES];

    public Tilt() {
        for (float[] stage : squares) {
            Arrays.fill(stage, FIRST_SQUARES);
        }
    }

    /** The exponents by stage and feature; all of a stage are 0 as long as they do not help. */
    public float[][] exponents() {
        float[][] shown = new float[Blend.STAGES][FEATURES];
        for (int stage = 0; stage < Blend.STAGES; stage++) {
            if (helps(stage)) {
                shown[stage] = exponents[stage].clone();
            }
        }
        return shown;
    }

    /** Whether what was opened lately would have stood higher. */
    private boolean helps(int stage) {
        double variance = Math.max(0, gainSquare[stage] - gain[stage] * gain[stage]);
        return judged[stage] >= JUDGED_MIN && gain[stage] > Math.sqrt(variance / judged[stage]);
    }

    /** Learns from a choice at a stage of a session; nothing without a session, or of an article that was no candidate. */
    public void learn(int stage, Choice choice) {
        int opened = choice.place();
        if (opened < 0 || stage == 0) {
            return;
        }
        weigh(choice, exponents[stage]);
        int place = 0;
        for (int candidate = 0; candidate < choice.count(); candidate++) {
            place += chances[candidate] > chances[opened] ? 1 : 0;
        }
        if (step(choice, stage)) {
            judge(stage, worth(place) - worth(opened));
        }
    }

    /** The chance of each candidate by mixture and exponents; not yet of sum 1. */
    private void weigh(Choice choice, float[] by) {
        double most = Double.NEGATIVE_INFINITY;
        for (int candidate = 0; candidate < choice.count(); candidate++) {
            double log = Math.log(choice.score(candidate));
            for (int f = 0; f < FEATURES; f++) {
                float word = Blend.word(choice.share(candidate, f));
                words[candidate * FEATURES + f] = word;
                log += by[f] * word;
            }
            chances[candidate] = log;
            most = Math.max(most, log);
        }
        for (int candidate = 0; candidate < choice.count(); candidate++) {
            chances[candidate] = Math.exp(chances[candidate] - most);
        }
    }

    /** Whether all that was said were numbers; nothing changes otherwise. */
    private boolean step(Choice choice, int stage) {
        double sum = 0;
        for (int candidate = 0; candidate < choice.count(); candidate++) {
            sum += chances[candidate];
        }
        boolean finite = true;
        for (int f = 0; f < FEATURES; f++) {
            double expected = 0;
            for (int candidate = 0; candidate < choice.count(); candidate++) {
                expected += chances[candidate] / sum * words[candidate * FEATURES + f];
            }
            gradient[f] = words[choice.place() * FEATURES + f] - expected;
            finite &= Double.isFinite(gradient[f]);
        }
        for (int f = 0; finite && f < FEATURES; f++) {
            squares[stage][f] += (float) (gradient[f] * gradient[f]) - squares[stage][f] / LATEST;
            float changed = exponents[stage][f] + (float) (STEP * gradient[f] / Math.sqrt(squares[stage][f]));
            exponents[stage][f] = Math.max(-MOST, Math.min(MOST, changed));
        }
        return finite;
    }

    /** What an article at a place is worth, as in NDCG. */
    private static double worth(int place) {
        return Math.log(2) / Math.log(place + 2);
    }

    private void judge(int stage, double gained) {
        judged[stage] = Math.min(LATEST, judged[stage] + 1);
        float rate = 1f / judged[stage];
        gain[stage] += rate * (float) (gained - gain[stage]);
        gainSquare[stage] += rate * (float) (gained * gained - gainSquare[stage]);
    }

    @Override
    public void save(ColumnWriter out) {
        out.floatRows("exponents", exponents.length, stage -> exponents[stage], stage -> FEATURES);
        out.floatRows("squares", squares.length, stage -> squares[stage], stage -> FEATURES);
        out.ints("judged", judged.length, stage -> judged[stage]);
        out.floats("gain", gain.length, stage -> gain[stage]);
        out.floats("gain square", gainSquare.length, stage -> gainSquare[stage]);
    }

    @Override
    public void restore(ColumnReader in) {
        exponents = in.floatRows("exponents", 0);
        squares = in.floatRows("squares", 0);
        judged = in.ints("judged", Blend.STAGES);
        gain = in.floats("gain", Blend.STAGES);
        gainSquare = in.floats("gain square", Blend.STAGES);
    }
}
