package io.reco.server.model.blend;

import java.util.EnumMap;
import java.util.Map;

/**
 * One score of all features. First a mixture: each feature gives a candidate its share of all that the feature gave to anybody,
 * like a probability that the reader opens it next; the blend is the weighted mean of these opinions. So features of any
 * scale can be added, a silent one moves nothing, and an article that one source is sure of is not held back by the others.
 *
 * <p>Then, where the log says that it helps ({@link Tilt}), the best candidates are put into order anew, by
 *
 * <pre>mixture · Π over features (1 + share / .001)^exponent</pre>
 *
 * <p>An exponent above 0 says that this feature's word is worth more than its part of the mean, one below 0 that it is worth
 * less.
 *
 * <p>There is one set of weights and exponents for each stage of a session: what was read just now says more the more of it
 * there is.
 *
 * <p>Weights are at least 0 and sum up to 1. Immutable.
 *
 * <p>Source: linear opinion pool (Genest and Zidek, "Combining Probability Distributions", Statistical Science 1986), as in
 * interpolated language models (Jelinek and Mercer, 1980); exponential tilting of it, as in a product of experts (Hinton, 2002).
 * A weighted geometric mean alone, fitted as a conditional logit, ranked worse on the news log; see the evaluation.
 */
public final class Blend {

    /** Stages of a session: none running, one article, two or three, more. */
    public static final int STAGES = 4;

    /** Weights that were scaled sum up to 1 but for this. */
    private static final float ROUNDING = 1e-5f;

    /** A share of this counts as word of a source in the exponents: of far less it said nothing. */
    private static final float WORD = 0.001f;

    private final float[][] weights;
    private final float[][] exponents;

    private Blend(float[][] weights, float[][] exponents) {
        this.weights = weights;
        this.exponents = exponents;
    }

    /**
     * With these weights, by stage and by index of {@link Feature}; those of a stage are scaled to sum up to 1.
     *
     * @throws IllegalArgumentException for a weight that is not a number, infinite or below 0: one of them would make every
     *     score one that nothing is above
     */
    public static Blend of(float[][] weights) {
        return of(weights, new float[STAGES][Feature.count()]);
    }

    /**
     * The same with exponents, by stage and by index of {@link Feature}, too; 0 for a feature that counts as the mixture has it.
     *
     * @throws IllegalArgumentException for a weight as above, or an exponent that is not finite
     */
    public static Blend of(float[][] weights, float[][] exponents) {
        for (float[] stage : weights) {
            for (float weight : stage) {
                if (!Float.isFinite(weight) || weight < 0) {
                    throw new IllegalArgumentException("weight: " + weight + " (expected: finite, >= 0)");
                }
            }
        }
        for (float[] stage : exponents) {
            for (float exponent : stage) {
                if (!Float.isFinite(exponent)) {
                    throw new IllegalArgumentException("exponent: " + exponent + " (expected: finite)");
                }
            }
        }
        float[][] scaled = copy(weights);
        for (float[] stage : scaled) {
            scale(stage);
        }
        return new Blend(scaled, copy(exponents));
    }

    /** The same weights for all stages, 0 for features that are missing; they are scaled to sum up to 1. */
    public static Blend of(Map<Feature, Float> weights) {
        float[][] byStage = new float[STAGES][Feature.count()];
        for (float[] stage : byStage) {
            weights.forEach((feature, weight) -> stage[feature.index()] = weight);
        }
        return of(byStage);
    }

    /** The stage of a session of so many articles. */
    public static int stage(int articles) {
        return articles <= 1 ? articles : articles <= 3 ? 2 : 3;
    }

    public float weight(int stage, Feature feature) {
        return weights[stage][feature.index()];
    }

    /** Weights of a stage by feature, in their order. */
    public Map<Feature, Float> weights(int stage) {
        return byFeature(weights[stage]);
    }

    /** Exponents of a stage by feature, in their order. */
    public Map<Feature, Float> exponents(int stage) {
        return byFeature(exponents[stage]);
    }

    private static Map<Feature, Float> byFeature(float[] values) {
        Map<Feature, Float> map = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.all()) {
            map.put(feature, values[feature.index()]);
        }
        return map;
    }

    /** How much a feature's word counts beyond its weight, see above; 0 where only the weight counts. */
    public float exponent(int stage, Feature feature) {
        return exponents[stage][feature.index()];
    }

    /** The logarithm of what stands under a feature's exponent; 0 for a share of 0 or less. */
    public static float word(float share) {
        return share > 0 ? (float) Math.log(1 + share / WORD) : 0;
    }

    /** The weights, by stage and by index of {@link Feature}. */
    public float[][] copy() {
        return copy(weights);
    }

    /** The exponents, the same way. */
    public float[][] exponents() {
        return copy(exponents);
    }

    private static float[][] copy(float[][] rows) {
        float[][] copy = new float[STAGES][];
        for (int stage = 0; stage < STAGES; stage++) {
            copy[stage] = rows[stage].clone();
        }
        return copy;
    }

    private static void scale(float[] stage) {
        float sum = 0;
        for (float weight : stage) {
            sum += weight;
        }
        if (Math.abs(sum - 1) < ROUNDING) {
            return; // scaled before: the same weights come back the same
        }
        for (int f = 0; f < stage.length && sum > 0; f++) {
            stage[f] /= sum;
        }
    }
}
